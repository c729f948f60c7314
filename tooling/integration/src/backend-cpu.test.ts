import { backendConformance } from '@nn/backend-conformance';
import { cpu } from '@nn/backend-cpu';
import { describe, it } from 'vitest';

backendConformance(() => cpu(), { describe, it }, { numRuns: 50 });
