import { getBackend, registerBackend } from '@nn/core';
import { cpu } from './index.js';

// A second copy of this module (another bundle, a hot reload) finds the device there and leaves it.
if (!isRegistered()) registerBackend(cpu());

function isRegistered(): boolean {
  try {
    return getBackend('cpu').name === 'cpu';
  } catch {
    return false;
  }
}
