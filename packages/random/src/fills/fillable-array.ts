/** The host arrays of the dtypes that discrete laws fill: float32, float64, int32, int64, uint8 and bool. */
export type FillableArray = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;
