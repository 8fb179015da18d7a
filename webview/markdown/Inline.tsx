import type { ComponentChild, ComponentChildren } from 'preact';
import { useEffect, useReducer } from 'preact/hooks';
import { usePanel } from '../state/PanelContext.tsx';
import { decodeEntities } from './entities.ts';
import { known, lexInline, type MarkdownToken } from './lex.ts';
import { addressOf, fileMention, isName, type LinkTarget, linkTarget, otherPlace, placesIn } from './links.ts';

/** The inline Markdown of one block. */
export function Inline({ text }: { text: string }): ComponentChildren {
  return lexInline(text).map(drawInline);
}

function drawInline(token: MarkdownToken): ComponentChild {
  switch (token.type) {
    case 'strong':
      return <strong>{known(token.tokens).map(drawInline)}</strong>;
    case 'em':
      return <em>{known(token.tokens).map(drawInline)}</em>;
    case 'del':
      return <del>{known(token.tokens).map(drawInline)}</del>;
    case 'codespan':
      return drawCode(token.text);
    case 'math':
      return (
        <span class="math" dir="ltr">
          {token.text}
        </span>
      );
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
      return token.tokens ? known(token.tokens).map(drawInline) : drawText(decodeEntities(token.text));
    default:
      return token.raw;
  }
}

function drawCode(text: string): ComponentChild {
  const target = fileMention(text);
  if (target) {
    return (
      <Link target={target}>
        <code dir="ltr">{text}</code>
      </Link>
    );
  }
  return isName(text) ? <Name name={text} /> : <code dir="ltr">{text}</code>;
}

/** Places in files are links also where the model wrote them as plain text. */
function drawText(text: string): ComponentChild {
  const places = placesIn(text);
  if (places.length === 0) return text;
  let end = 0;
  const parts = places.flatMap(({ from, to, target }) => {
    const before = text.slice(end, from);
    end = to;
    return [before, <Link target={target}>{text.slice(from, to)}</Link>];
  });
  return [...parts, text.slice(end)];
}

/** A name in code, which is a link once the host knows where it is defined. */
function Name({ name }: { name: string }): ComponentChild {
  const { names } = usePanel();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => names.use(name, () => redraw(undefined)), [names, name]);
  const place = names.placeOf(name);
  const code = (
    <code dir="ltr" onPointerEnter={() => names.ask(name)}>
      {name}
    </code>
  );
  if (!place) return code;
  const { path, shownPath, line } = place;
  return (
    <Link target={{ type: 'file', path, line }} address={addressOf({ type: 'file', path: shownPath, line })}>
      {code}
    </Link>
  );
}

function drawLink(target: LinkTarget | undefined, children: ComponentChildren, text: string): ComponentChild {
  if (!target) return children;
  const place = otherPlace(target, decodeEntities(text));
  return (
    <>
      <Link target={target}>{children}</Link>
      {place ? (
        <span class="link-host" dir="ltr">
          {' '}
          ({place})
        </span>
      ) : null}
    </>
  );
}

interface LinkProps {
  target: LinkTarget;
  /** What is said of where it leads: see LinkAddress. */
  address?: string;
  children: ComponentChildren;
}

/** Never navigates: the host opens what the user clicks. */
function Link({ target, address = addressOf(target), children }: LinkProps): ComponentChild {
  const { host } = usePanel();
  const open = (event: Event): void => {
    // VS Code opens the links of a webview itself, unless the click ends here.
    event.preventDefault();
    event.stopPropagation();
    if (target.type === 'web') host.post({ type: 'openLink', href: target.href });
    else host.post({ type: 'openFile', path: target.path, ...(target.line ? { line: target.line } : {}) });
  };
  if (target.type === 'web') {
    return (
      <a href={target.href} data-address={address} aria-description={address} onClick={open} onAuxClick={open}>
        {children}
      </a>
    );
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.isComposing) open(event);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an anchor needs an address, which VS Code would open by itself; a button breaks its line as a whole
    <span
      role="link"
      tabIndex={0}
      class="file-link"
      data-address={address}
      aria-description={address}
      onClick={open}
      onKeyDown={onKeyDown}
    >
      {children}
    </span>
  );
}
