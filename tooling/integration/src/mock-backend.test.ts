import { backendConformance } from '@nn/backend-conformance';
import { cpu } from '@nn/backend-cpu';
import { mockBackend } from '@nn/testing';
import { describe, it } from 'vitest';

// Opaque blocks, deferred work, no synchronous read, required kernels only: as a backend on another device.
backendConformance(() => mockBackend(cpu()), { describe, it }, { numRuns: 50 });
