// A page from the disk (file://) may start no worker, and the theme's search is one. Here its script runs in an empty
// frame of the page instead. Everything comes from files of the site, so the page's policy stays as strict as it is.
"use strict";

if (location.protocol === "file:") {
  // As between a page and a worker: what is sent is a copy, and arrives later.
  const send = (to, data, Event) => setTimeout(() => to.dispatchEvent(new Event("message", { data })));

  class FrameWorker extends EventTarget {
    #frame = document.createElement("iframe");
    #ready;

    constructor(address) {
      super();
      for (const kind of ["message", "error"]) this.addEventListener(kind, (event) => this[`on${kind}`]?.(event));
      this.#frame.hidden = true;
      this.#frame.title = "Search";
      this.#frame.srcdoc = "<!doctype html>";
      this.#ready = new Promise((loaded) => this.#frame.addEventListener("load", loaded, { once: true })).then(() => {
        const inside = this.#frame.contentWindow;
        inside.importScripts = (...others) => others.reduce((done, one) => done.then(() => this.#run(one)), Promise.resolve());
        inside.postMessage = (data) => send(this, structuredClone(data), MessageEvent);
        return this.#run(address);
      });
      this.#ready.catch(() => this.dispatchEvent(new Event("error", { cancelable: true })));
      document.documentElement.append(this.#frame);
    }

    #run(address) {
      const script = this.#frame.contentDocument.createElement("script");
      script.src = address;
      return new Promise((loaded, lost) => {
        script.addEventListener("load", loaded);
        script.addEventListener("error", lost);
        this.#frame.contentDocument.head.append(script);
      });
    }

    postMessage(data) {
      const copy = structuredClone(data);
      this.#ready.then(() => send(this.#frame.contentWindow, copy, this.#frame.contentWindow.MessageEvent));
    }

    terminate() {
      this.#frame.remove();
    }
  }

  // The theme's worker looks for the second name, to find its languages from where its script is.
  window.Worker = window.IFrameWorker = FrameWorker;
}
