import { stat } from 'node:fs/promises';
import { isMissing } from './isNotFound.ts';

/** Whether something is at a path. Throws where that cannot be told. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
