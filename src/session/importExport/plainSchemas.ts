import * as z from 'zod';
import type { BlobRef, CallKey, FilePlace } from '../../agent/events/events.ts';

export const TEXT = z.string();
export const COUNT = z.number().nonnegative();
export const WHOLE = z.int().nonnegative();
/** Of a turn or a line, counted from 1. */
export const NUMBER = z.int().positive();
export const YES = z.literal(true);
/** An action's or a waiting prompt's. */
export const ID = z.string().min(1).max(100);
export const CALL: z.ZodType<CallKey> = z.string().regex(/^\d{1,9}\.\d{1,9}$/);
export const BLOB: z.ZodType<BlobRef> = z.string().regex(/^[0-9a-f]{64}$/);
export const PLACE: z.ZodType<FilePlace> = z.object({ path: TEXT, absolutePath: TEXT });
