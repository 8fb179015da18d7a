/** Scrolls whatever has to be for a range to be in sight, as little as possible. */
export function showRange(range: Range): void {
  for (let element = range.startContainer.parentElement; element; element = element.parentElement) {
    if (element.scrollHeight <= element.clientHeight || getComputedStyle(element).overflowY === 'visible') continue;
    const view = element.getBoundingClientRect();
    const { top, bottom } = range.getBoundingClientRect();
    if (top < view.top || bottom > view.bottom) element.scrollTop += top - view.top - view.height / 3;
  }
}
