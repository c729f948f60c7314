import { program } from './program.js';

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const fromWorker = new Promise((resolve, reject) => {
  worker.addEventListener('message', ({ data }) => resolve(data));
  worker.addEventListener('error', ({ message }) => reject(new Error(message)));
});

const answer = await fromWorker.then(
  (bits) => ({ page: program(), worker: bits }),
  (error: unknown) => ({ error: String(error) }),
);
await fetch('/answer', { method: 'POST', body: JSON.stringify(answer) });
