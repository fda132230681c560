// The player's controls are media-chrome's: accessible, and not ours to write.
// Importing an element defines it, so this comes after its words are set.
import "media-chrome/media-controller.js";
import "media-chrome/media-control-bar.js";
import "media-chrome/media-play-button.js";
import "media-chrome/media-mute-button.js";
import "media-chrome/media-volume-range.js";
import "media-chrome/media-live-button.js";
import "media-chrome/media-time-range.js";
import "media-chrome/media-time-display.js";
import "media-chrome/media-pip-button.js";
import "media-chrome/media-fullscreen-button.js";
