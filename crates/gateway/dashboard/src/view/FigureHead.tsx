import type { Garment } from "../api/types";

interface Props {
  /** Which of some garments is worn. */
  has: (...ids: string[]) => Garment | undefined;
}

/** The head, and what is worn on and around it. */
export function Head({ has }: Props) {
  const balaclava = has("balaclava");
  return (
    <>
      <path class="hair" d="M75 54q-3-32 25-32t25 32q0 12-4 18H79q-4-6-4-18z" />
      <circle class="skin" cx="100" cy="54" r="21" />
      <path class="hair" d="M78 52q2-20 24-21 18 1 20 21-12-2-18-11-8 10-26 11z" />
      {balaclava && <path class="wool" fill-rule="evenodd" d="M74 54a26 27 0 0 1 52 0v24q-26 18-52 0zM84 48h32v16q-16 8-32 0z" />}
      {has("sunglasses") ? (
        <path class="glasses" d="M83 51h14v5q-7 7-14 0zM103 51h14v5q-7 7-14 0zM97 52h6" />
      ) : (
        <path class="eye" d="M92 55v.01M108 55v.01" />
      )}
      <path class="blush" d="M86 62v.01M114 62v.01" />
      {!balaclava && <path class="smile" d="M95 64q5 4 10 0" />}
      {has("scarf") && (
        <>
          <path class="scarf" d="M84 77q16 10 32 0l6 15q-22 14-44 0z" />
          <path class="scarf" d="M106 92h15l4 44h-16z" />
          <path class="fold" d="M109 128h16M107 92l13-2" />
        </>
      )}
      {has("knitted_hat") && (
        <>
          <circle class="scarf" cx="100" cy="17" r="7" />
          <path class="wool" d="M76 44q0-24 24-24t24 24z" />
          <rect class="scarf" x="73" y="37" width="54" height="11" rx="5" />
        </>
      )}
      {has("earmuffs") && (
        <>
          <path class="muff-band" d="M77 52q0-32 23-32t23 32" />
          <ellipse class="wool" cx="77" cy="56" rx="7" ry="10" />
          <ellipse class="wool" cx="123" cy="56" rx="7" ry="10" />
        </>
      )}
      {has("cap") && <path class="hat" d="M77 42q2-21 23-21t23 21h16q1 6-8 6H77z" />}
      {has("sun_hat") && <path class="hat" d="M80 40q2-20 20-20t20 20l14 10q-34 6-68 0z" />}
    </>
  );
}
