// <fit-text>: one line of text as large as its box allows, so that neither A012 nor A1234 is ever clipped.

const TRIAL = 100; // pixels: the size at which the text is measured; width grows in proportion

export class FitText extends HTMLElement {
  #resized = new ResizeObserver(() => this.#fit());
  #changed = new MutationObserver(() => this.#fit());

  connectedCallback() {
    this.#resized.observe(this);
    this.#changed.observe(this, { childList: true, characterData: true, subtree: true });
    document.fonts.addEventListener("loadingdone", this);
    this.#fit();
  }

  disconnectedCallback() {
    this.#resized.disconnect();
    this.#changed.disconnect();
    document.fonts.removeEventListener("loadingdone", this);
  }

  handleEvent() {
    this.#fit(); // a font arrived and the widths are others
  }

  /** The first child is what is measured; the box is this element's own. */
  #fit() {
    const text = this.firstElementChild;
    if (!text || !this.clientWidth || !this.clientHeight) return;
    text.style.fontSize = `${TRIAL}px`;
    const { width, height } = text.getBoundingClientRect();
    const size = TRIAL * Math.min(this.clientWidth / width, this.clientHeight / height);
    text.style.fontSize = `${Math.floor(size * 0.995)}px`;
  }
}

customElements.define("fit-text", FitText);
