/** In pixels. */
export interface Size {
  width: number;
  height: number;
}

/** The largest image that Moonshot's quickstart recommends, whichever way up. */
export const MAX_LONG_SIDE = 4096;
export const MAX_SHORT_SIDE = 2160;

/** The size itself where it is small enough, or else the largest of the same shape that is. */
export function fitSize({ width, height }: Size): Size {
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  const scale = Math.min(1, MAX_LONG_SIDE / long, MAX_SHORT_SIDE / short);
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
}
