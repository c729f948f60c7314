import { program } from './program.js';

postMessage(program());
