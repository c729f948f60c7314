import { contiguousStrides, type KeyedRequest, type PreparedFill, provenanceOf, Storage, type View } from '@nn/core';
import { computeSpans, type ReadySpan, spansFor, writeSpans } from './fill-keyed.js';
import { wrote } from './in-place.js';
import type { Tensor } from './tensor.js';

/** What `fillTensor` does with a keyed request, step by step, and the way back. */
export function prepareTensor(target: Tensor, request: KeyedRequest): PreparedFill {
  const spans = spansFor(target, request);
  let ready: readonly ReadySpan[] = [];
  let restore: (() => void) | null = null;
  return {
    compute() {
      ready = computeSpans(target, spans);
    },
    commit() {
      const { storage } = target;
      restore = snapshot(target);
      writeSpans(target, ready);
      ready = [];
      wrote(target);
      storage.provenance = provenanceOf(request, storage.version);
    },
    revert() {
      restore?.();
      restore = null;
    },
  };
}

/** Copies the values, on their own device, and gives back what puts them and their history in place again. */
function snapshot(target: Tensor): () => void {
  const { storage } = target;
  const { version, provenance, trained } = storage;
  // What nobody has written may hold anything, afterwards as well.
  const copy = provenance?.law === 'empty' && version === provenance.version ? null : copyOf(target);
  return () => {
    if (copy !== null) storage.backend.kernels.copy([copy], {}, [target]);
    storage.inherit({ version, provenance, trained });
  };
}

function copyOf(target: Tensor): View {
  const { dtype, shape, storage } = target;
  const own = new Storage(storage.backend, dtype, target.numel(), true);
  const copy = { storage: own, dtype, shape, strides: contiguousStrides(shape), offset: 0 };
  storage.backend.kernels.copy([target], {}, [copy]);
  return copy;
}
