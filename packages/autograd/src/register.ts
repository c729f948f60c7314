import { installRecorder } from '@nn/tensor';
import { recorder } from './recorder.js';

installRecorder(recorder);
