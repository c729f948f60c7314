import { describe, it } from 'node:test';
import { initializerConformance } from '@nn/init/conformance';
import { triangular } from './triangular.js';

initializerConformance({ factory: triangular, cases: [{ params: { scale: 0.05 } }] }, { describe, it });
