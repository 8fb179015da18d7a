/** Whether the cursor stands in the first and in the last line of a text field, as it wraps them; in neither with a selection. */
export function caretLines(field: HTMLTextAreaElement): { first: boolean; last: boolean } {
  const { value, selectionStart, selectionEnd } = field;
  if (selectionStart !== selectionEnd) return { first: false, last: false };
  const copy = document.createElement('div');
  const { font, letterSpacing, lineHeight, padding, border } = getComputedStyle(field);
  Object.assign(copy.style, { font, letterSpacing, lineHeight, padding, border });
  Object.assign(copy.style, {
    boxSizing: 'border-box',
    overflowWrap: 'break-word',
    position: 'absolute',
    visibility: 'hidden',
    whiteSpace: 'pre-wrap',
    width: `${field.clientWidth}px`,
  });
  // An empty line has no height of its own.
  const height = (text: string): number => {
    copy.textContent = `${text}\u200b`;
    return copy.offsetHeight;
  };
  document.body.append(copy);
  const before = height(value.slice(0, selectionStart));
  const lines = { first: before <= height(''), last: before >= height(value) };
  copy.remove();
  return lines;
}
