// Passkeys: a form marked data-passkey asks the server what to sign (data-begin), lets the device sign it, and is then
// sent with the answer in its field `response`, like any other form.

import { say as inEnglish } from "../english/book";
import { loadForPage } from "../english/load";

type Json = Record<string, unknown>;

const SAYS: Record<string, string> = {
  NotAllowedError: "没有完成：已取消，或等待时间太长。请再试一次。",
  InvalidStateError: "这台设备上已经登记过通行密钥，不用再登记。",
  SecurityError: "当前网址不能使用通行密钥，请用办公室给的网址打开。",
};
const ELSE = "没有完成，请再试一次；一直这样的，请改用密码和动态码。";

function bytes(text: string): ArrayBuffer {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer as ArrayBuffer;
}

function text(content: ArrayBuffer | null): string | undefined {
  if (!content) return undefined;
  const plain = Array.from(new Uint8Array(content), (one) => String.fromCharCode(one)).join("");
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function opened(list: unknown): PublicKeyCredentialDescriptor[] {
  const found = (list ?? []) as { id: string; type: "public-key" }[];
  return found.map((one) => ({ ...one, id: bytes(one.id) }));
}

async function create(options: Json): Promise<Json> {
  const user = options.user as { id: string };
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge as string),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: opened(options.excludeCredentials),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const answer = made.response as AuthenticatorAttestationResponse;
  return whole(made, { attestationObject: text(answer.attestationObject) });
}

async function get(options: Json): Promise<Json> {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge as string),
    allowCredentials: opened(options.allowCredentials),
  } as unknown as PublicKeyCredentialRequestOptions;
  const found = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const answer = found.response as AuthenticatorAssertionResponse;
  return whole(found, {
    authenticatorData: text(answer.authenticatorData),
    signature: text(answer.signature),
    userHandle: text(answer.userHandle),
  });
}

function whole(credential: PublicKeyCredential, more: Json): Json {
  const response = { clientDataJSON: text(credential.response.clientDataJSON), ...more };
  return { id: credential.id, rawId: credential.id, type: credential.type, response, clientExtensionResults: {} };
}

async function begun(form: HTMLFormElement): Promise<Json> {
  const token = form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  const answer = await fetch(form.dataset.begin ?? "", { method: "POST", headers: { "X-CSRFToken": token } });
  if (!answer.ok) throw new Error();
  return ((await answer.json()) as { publicKey: Json }).publicKey;
}

function say(form: HTMLFormElement, words: string): void {
  const place = form.querySelector<HTMLElement>("[data-says]");
  if (!place) return;
  place.textContent = inEnglish(words);
  place.hidden = !words;
}

async function sign(form: HTMLFormElement): Promise<void> {
  say(form, "");
  const button = form.querySelector("button");
  button?.setAttribute("disabled", "");
  try {
    const options = await begun(form);
    const answer = form.dataset.passkey === "create" ? await create(options) : await get(options);
    form.querySelector<HTMLInputElement>("[name=response]")?.setAttribute("value", JSON.stringify(answer));
    form.submit();
  } catch (error) {
    say(form, (error instanceof DOMException && SAYS[error.name]) || ELSE);
    button?.removeAttribute("disabled");
  }
}

void loadForPage();
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
  if (!window.PublicKeyCredential) {
    say(form, "这个浏览器不能使用通行密钥，或网址不是 https 开头。请换用新版浏览器，或用密码登录。");
    form.querySelector("button")?.setAttribute("disabled", "");
    continue;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void sign(form);
  });
}
