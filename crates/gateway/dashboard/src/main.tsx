import "uplot/dist/uPlot.min.css";
import "./style/tokens.css";
import "./style/layout.css";
import "./style/parts.css";
import "./style/chart.css";
import "./style/figure.css";

import { render } from "preact";

import { App } from "./view/App";

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no #app");
// The skeleton has done its work.
root.replaceChildren();
render(<App />, root);
