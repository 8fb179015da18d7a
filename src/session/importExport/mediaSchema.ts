import * as z from 'zod';
import type { Attachment, MediaPart, OutputPart, ToolOutput } from '../../agent/events/events.ts';
import { BLOB, NUMBER, TEXT } from './plainSchemas.ts';
import { anyOf, type Member, typedSchema } from './typedSchema.ts';

type Attached<T> = Member<Attachment, T>;

const MEDIUM = z.enum(['image', 'video']);
/** Pictures only of the kinds that Kimi takes: none that holds code or addresses. */
export const MIME_TYPE = z.string().regex(/^(image\/(png|jpeg|webp|gif)|video\/[\w-]{1,20})$/);

const MEDIA_ATTACHMENT = typedSchema<Attached<'image'>>({ type: MEDIUM, name: TEXT, mimeType: MIME_TYPE, blob: BLOB });

export const ATTACHMENT: z.ZodType<Attachment> = anyOf<Attachment>({
  selection: typedSchema<Attached<'selection'>>(
    { type: z.literal('selection'), path: TEXT, startLine: NUMBER, endLine: NUMBER, language: TEXT, text: TEXT },
    { symbol: TEXT },
  ),
  file: typedSchema<Attached<'file'>>({ type: z.literal('file'), path: TEXT, language: TEXT }, { text: TEXT }),
  folder: typedSchema<Attached<'folder'>>({ type: z.literal('folder'), path: TEXT, text: TEXT }),
  data: typedSchema<Attached<'data'>>({
    type: z.literal('data'),
    source: z.enum(['problems', 'terminal', 'changes', 'page', 'paste']),
    name: TEXT,
    text: TEXT,
  }),
  image: MEDIA_ATTACHMENT,
  video: MEDIA_ATTACHMENT,
});

const MEDIA_PART = typedSchema<MediaPart>({ type: MEDIUM, mimeType: MIME_TYPE, blob: BLOB });

export const OUTPUT: z.ZodType<ToolOutput> = z.union([
  TEXT,
  z.array(
    anyOf<OutputPart>({
      text: typedSchema<Member<OutputPart, 'text'>>({ type: z.literal('text'), text: TEXT }),
      image: MEDIA_PART,
      video: MEDIA_PART,
    }),
  ),
]);
