// An icon from the sprite that the build makes of frontend/icons.txt.
const STATIC = document.getElementById("app")?.dataset.static ?? "/static/built/";

export function Icon({ name }: { name: string }) {
  return (
    <svg class="icon" aria-hidden="true">
      <use href={`${STATIC}icons.svg#${name}`} />
    </svg>
  );
}
