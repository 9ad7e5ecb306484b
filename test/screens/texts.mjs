/* Evaluated in a page: every visible piece of text, with its box, its size, its colour and the colour behind it. */
(() => {
  const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const isOpaque = (colour) => colour !== 'none' && /^rgb/.test(colour) && (channels(colour)[3] ?? 1) === 1;

  /** Colour of the topmost shape or box at a point, other than the text itself. */
  const behind = (x, y) => {
    for (const element of document.elementsFromPoint(x, y)) {
      if (element.closest('text')) continue;
      const { fill, backgroundColor } = getComputedStyle(element);
      const isShape = element instanceof SVGGeometryElement;
      const colour = isShape ? fill : backgroundColor;
      if (isShape && colour.startsWith('url')) return colour;
      if (isOpaque(colour)) return channels(colour);
    }
    return 'nothing';
  };

  const texts = [];
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!element || node.data.trim() === '' || element.closest('title, style, head')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const style = getComputedStyle(element);
    const isSvg = element instanceof SVGElement;
    const scale = isSvg ? element.getScreenCTM().a : 1;
    for (const { left, right, top, bottom } of isSvg ? [element.getBoundingClientRect()] : range.getClientRects()) {
      if (right - left < 1 || style.visibility === 'hidden') continue;
      texts.push({
        text: node.data.trim(),
        box: { left, right, top: top + scrollY, bottom: bottom + scrollY },
        size: parseFloat(style.fontSize) * scale,
        colour: channels(isSvg ? style.fill : style.color),
        behind: behind((left + right) / 2, (top + bottom) / 2),
      });
    }
  }
  return { texts, contentWidth: document.documentElement.scrollWidth };
})();
