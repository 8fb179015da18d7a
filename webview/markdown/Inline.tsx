import type { MarkedToken } from 'marked';
import type { ComponentChild, ComponentChildren } from 'preact';
import { usePanel } from '../PanelContext.tsx';
import { decodeEntities } from './entities.ts';
import { known, lexInline } from './lex.ts';
import { fileMention, type LinkTarget, linkTarget, otherHost } from './links.ts';

/** The inline Markdown of one block. */
export function Inline({ text }: { text: string }): ComponentChildren {
  return lexInline(text).map(drawInline);
}

function drawInline(token: MarkedToken): ComponentChild {
  switch (token.type) {
    case 'strong':
      return <strong>{known(token.tokens).map(drawInline)}</strong>;
    case 'em':
      return <em>{known(token.tokens).map(drawInline)}</em>;
    case 'del':
      return <del>{known(token.tokens).map(drawInline)}</del>;
    case 'codespan':
      return drawCode(token.text);
    case 'br':
      return <br />;
    case 'link':
      return drawLink(linkTarget(token.href), known(token.tokens).map(drawInline), token.text);
    case 'image':
      // Nothing is loaded for the model: an image's address could carry what it read out of the workspace.
      return drawLink(linkTarget(token.href), token.text || token.href, token.text);
    case 'escape':
      return token.text;
    case 'text':
      return token.tokens ? known(token.tokens).map(drawInline) : decodeEntities(token.text);
    default:
      return token.raw;
  }
}

function drawCode(text: string): ComponentChild {
  const target = fileMention(text);
  const code = <code>{text}</code>;
  return target ? <Link target={target}>{code}</Link> : code;
}

function drawLink(target: LinkTarget | undefined, children: ComponentChildren, text: string): ComponentChild {
  if (!target) return children;
  const host = otherHost(target, text);
  return (
    <>
      <Link target={target}>{children}</Link>
      {host ? <span class="link-host"> ({host})</span> : null}
    </>
  );
}

/** Never navigates: the host opens what the person clicks. */
function Link({ target, children }: { target: LinkTarget; children: ComponentChildren }): ComponentChild {
  const { host } = usePanel();
  const open = (event: MouseEvent): void => {
    // VS Code opens the links of a webview itself, unless the click ends here.
    event.preventDefault();
    event.stopPropagation();
    if (target.type === 'web') host.post({ type: 'openLink', href: target.href });
    else host.post({ type: 'openFile', path: target.path, ...(target.line ? { line: target.line } : {}) });
  };
  if (target.type === 'web') {
    return (
      <a href={target.href} title={target.href} onClick={open} onAuxClick={open}>
        {children}
      </a>
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: an anchor needs an address, which VS Code would open by itself
    <button
      type="button"
      role="link"
      class="file-link"
      title={target.line ? `${target.path}:${target.line}` : target.path}
      onClick={open}
    >
      {children}
    </button>
  );
}
