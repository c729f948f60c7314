export { cpu, type CpuOptions } from './cpu.js';
export { cpuJavaScript } from './cpu-javascript.js';
