/**
 * The name of the keyed streams as `docs/specs/keyed-streams.md` defines them. It begins every key that grows from a
 * seed, so another definition could never pass for this one.
 */
export const keyedStreamVersion: string = 'philox-icdf32/1';
