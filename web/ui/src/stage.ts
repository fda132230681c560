// stage.ts runs on a stage's page: it changes the picture when the stage does,
// listens for an embed's own errors, and loads the player when there is
// something for it to play.
import { keepPicture } from "./picture";
import { hearFaults } from "./embed";

keepPicture();
hearFaults();
