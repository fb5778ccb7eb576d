"use strict";(()=>{(()=>{try{let t=localStorage.getItem("papershelf-density");(t==="featured"||t==="compact")&&(document.documentElement.dataset.density=t)}catch{}})();})();
