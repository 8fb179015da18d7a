import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { ForeignPart, ForeignReply } from '../externalTool.ts';

/** What a server answered to a call, as far as a model can read it. */
export function readContent({ content, structuredContent, isError }: CallToolResult): ForeignReply {
  const parts = content.map(readPart);
  // For clients that do not know it, a server says the same in words.
  if (parts.length === 0 && structuredContent) parts.push({ type: 'text', text: JSON.stringify(structuredContent) });
  return { parts, failed: isError === true };
}

function readPart(part: CallToolResult['content'][number]): ForeignPart {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image':
      return { type: 'image', bytes: Buffer.from(part.data, 'base64') };
    case 'audio':
      return { type: 'text', text: `[Sound (${part.mimeType}) is left out.]` };
    case 'resource_link':
      return { type: 'text', text: `[A link to ${part.uri} (${part.name})]` };
    case 'resource': {
      const { resource } = part;
      if ('text' in resource) return { type: 'text', text: `${resource.uri}:\n${resource.text}` };
      const bytes = Buffer.from(resource.blob, 'base64');
      return resource.mimeType?.startsWith('image/')
        ? { type: 'image', bytes }
        : { type: 'text', text: `[${resource.uri}: ${bytes.length} bytes that are no text are left out.]` };
    }
  }
}
