// page.ts runs on every page: the small things that are nicer with script.
// Every page works without it.
import { fillCode } from "./code";
import { keepClocks } from "./clock";
import { closeMenus } from "./menu";
import { closeToasts } from "./toast";
import { keepBusy } from "./busy";
import { askAgain } from "./again";
import { showCurrent } from "./here";
import { keepHistory } from "./history";
import { keepParts } from "./parts";
import { watchDoors } from "./doors";
import { copyFields } from "./copy";

keepHistory();
fillCode();
keepClocks();
closeMenus();
closeToasts();
keepBusy();
askAgain();
showCurrent();

const floor = document.querySelector<HTMLElement>("[data-floor]");
if (floor) void import("./producer").then((p) => p.produce(floor));
if (document.body.dataset.state) void import("./live").then((l) => l.live());
keepParts();
watchDoors();
copyFields();
