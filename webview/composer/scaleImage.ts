import { fitSize } from '../../src/shared/protocol.ts';

/** What a canvas writes without loss of what matters; animated and other images stay as they are. */
const SCALED_TYPES = ['image/png', 'image/jpeg', 'image/webp'];
const QUALITY = 0.9;

/** The bytes of a file; of an image above the recommended size, scaled down to it. */
export async function scaledBytes(file: File): Promise<Uint8Array> {
  const original = async () => new Uint8Array(await file.arrayBuffer());
  if (!SCALED_TYPES.includes(file.type)) return await original();
  const image = await createImageBitmap(file).catch(() => undefined);
  if (!image) return await original(); // The host says what is wrong with it.
  const { width, height } = fitSize(image);
  if (width === image.width) return await original();
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) return await original();
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, width, height);
  image.close();
  const blob = await canvas.convertToBlob({ type: file.type, quality: QUALITY });
  return new Uint8Array(await blob.arrayBuffer());
}
