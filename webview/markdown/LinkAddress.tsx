import type { RefObject, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Says, as browsers do, where the link leads that the mouse or the keyboard is on. Nothing of it is loaded. */
export function LinkAddress({ frame }: { frame: RefObject<HTMLElement | null> }): VNode | null {
  const [pointed, setPointed] = useState<string>();
  const [focused, setFocused] = useState<string>();
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    const listen = (type: string, set: (address: string | undefined) => void): void =>
      frame.current?.addEventListener(type, ({ target }) => set(addressOf(target)), { signal });
    listen('pointerover', setPointed);
    frame.current?.addEventListener('pointerleave', () => setPointed(undefined), { signal });
    listen('focusin', setFocused);
    frame.current?.addEventListener('focusout', () => setFocused(undefined), { signal });
    return () => listening.abort();
  }, [frame]);
  const address = pointed ?? focused;
  return address === undefined ? null : (
    // A screen reader has it as the link's description.
    <div class="link-address" dir="ltr" aria-hidden="true">
      {address}
    </div>
  );
}

/** Only a focus that is seen: a click is on its way already. */
function addressOf(target: EventTarget | null): string | undefined {
  const link = target instanceof Element ? target.closest<HTMLElement>('[data-address]') : null;
  return link?.matches(':hover, :focus-visible') ? link.dataset.address : undefined;
}
