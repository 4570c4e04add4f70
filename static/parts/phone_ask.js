// Asks a visitor whether to give the number up, let others pass or be late, and says first what will happen.

import { t } from "./words.js";

/**
 * deed    the act, as its words are called: leave, let-pass, late
 * ticket  as GET tickets/{token} gives it
 * button  what the button says that does it
 * Whether the visitor said yes; closing the question any other way changes nothing.
 */
export function sure(deed, { number, may_let_pass: n, behind }, button) {
  const told = { number, n, behind };
  const dialog = document.createElement("dialog");
  dialog.className = "sure";
  const form = made("form");
  form.method = "dialog";
  form.append(choice("stay", t("phone.stay")), choice("really", button, deed === "leave" && "danger"));
  dialog.append(made("h2", t(`phone.sure_${deed}`, told)), made("p", t(`phone.sure_${deed}_more`, told)), form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((answer) => dialog.addEventListener("close", () => {
    dialog.remove();
    answer(dialog.returnValue === "really");
  }));
}

function choice(value, text, look) {
  const button = made("button", text);
  button.value = value;
  button.className = `button big ${look || ""}`;
  return button;
}

function made(name, text = "") {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
