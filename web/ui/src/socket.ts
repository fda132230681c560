// Of centrifuge-js only the client: what is not named here is left out, so
// that a page that moves loads less.
export { Centrifuge } from "centrifuge";
