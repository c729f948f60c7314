import { program } from './program.js';

(globalThis as { answer?: unknown }).answer = program();
