import type { Attachment } from '../../src/shared/protocol.ts';
import { attachmentKey } from '../state/Draft.ts';
import { t } from '../words/l10n.ts';

/** A codicon's name. */
export function attachmentIcon(attachment: Attachment): string {
  switch (attachment.type) {
    case 'selection':
      return attachment.symbol === undefined ? 'list-selection' : 'symbol-method';
    case 'file':
    case 'folder':
      return attachment.type;
    case 'image':
      return 'file-media';
    case 'video':
      return 'device-camera-video';
    case 'data':
      switch (attachment.source) {
        case 'problems':
          return 'warning';
        case 'terminal':
          return 'terminal';
        case 'changes':
          return 'diff';
        case 'page':
          return 'globe';
        case 'paste':
          return 'clippy';
      }
  }
}

/** What it is, in short: a file's name, with the lines of a selection. */
export function attachmentLabel(attachment: Attachment): string {
  switch (attachment.type) {
    case 'selection': {
      const { startLine, endLine, symbol } = attachment;
      return symbol ?? `${baseName(attachment.path)}:${startLine === endLine ? startLine : `${startLine}–${endLine}`}`;
    }
    case 'file':
      return baseName(attachment.path);
    case 'folder':
      return `${baseName(attachment.path)}/`;
    case 'image':
    case 'video':
      return attachment.name;
    case 'data':
      return dataLabel(attachment);
  }
}

/** Where it is from. */
export function attachmentTitle(attachment: Attachment): string {
  switch (attachment.type) {
    case 'image':
    case 'video':
      return attachment.name;
    case 'data':
      return attachment.source === 'page' || attachment.source === 'terminal' ? attachment.name : dataLabel(attachment);
    case 'selection':
    case 'file':
    case 'folder':
      return attachmentKey(attachment);
  }
}

/** About how many tokens its text takes; undefined where it goes along without. */
export function attachmentTokens(attachment: Attachment): number | undefined {
  if (!('text' in attachment) || attachment.text === undefined) return undefined;
  return Math.ceil(new TextEncoder().encode(attachment.text).length / BYTES_PER_TOKEN);
}

const BYTES_PER_TOKEN = 4;

function dataLabel({ source, name, text }: Extract<Attachment, { type: 'data' }>): string {
  switch (source) {
    case 'problems':
      return t('Problems');
    case 'terminal':
      return name.split('\n', 1)[0] || t('Terminal');
    case 'changes':
      if (name === 'unstaged') return t('Unstaged changes');
      return name === 'staged' ? t('Staged changes') : t('Commit {0}', name);
    case 'page':
      return name.replace(/^https?:\/\//, '');
    case 'paste':
      return t('Pasted text, {0} lines', text.split('\n').length);
  }
}

function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) || path;
}
