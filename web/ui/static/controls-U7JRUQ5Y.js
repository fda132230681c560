import{a as cs,c as hs,d as g}from"./chunk-J5COLW3G.js";var mi=class{addEventListener(){}removeEventListener(){}dispatchEvent(){return!0}},pi=class extends mi{},Ei=class extends pi{constructor(){super(...arguments),this.role=null}},Dr=class{observe(){}unobserve(){}disconnect(){}},ms={createElement:function(){return new Ht.HTMLElement},createElementNS:function(){return new Ht.HTMLElement},addEventListener(){},removeEventListener(){},dispatchEvent(t){return!1}},Ht={ResizeObserver:Dr,document:ms,Node:pi,Element:Ei,HTMLElement:class extends Ei{constructor(){super(...arguments),this.innerHTML=""}get content(){return new Ht.DocumentFragment}},DocumentFragment:class extends mi{},customElements:{get:function(){},define:function(){},whenDefined:function(){}},localStorage:{getItem(t){return null},setItem(t,e){},removeItem(t){}},CustomEvent:function(){},getComputedStyle:function(){},navigator:{languages:[],get userAgent(){return""}},matchMedia(t){return{matches:!1,media:t}},DOMParser:class{parseFromString(e,i){return{body:{textContent:e}}}}},ps="global"in globalThis&&globalThis?.global===globalThis||typeof window>"u"||typeof window.customElements>"u",Es=Object.keys(Ht).every(t=>t in globalThis),l=ps&&!Es?Ht:globalThis,H=ps&&!Es?ms:globalThis.document;var h={MEDIA_PLAY_REQUEST:"mediaplayrequest",MEDIA_PAUSE_REQUEST:"mediapauserequest",MEDIA_MUTE_REQUEST:"mediamuterequest",MEDIA_UNMUTE_REQUEST:"mediaunmuterequest",MEDIA_LOOP_REQUEST:"medialooprequest",MEDIA_VOLUME_REQUEST:"mediavolumerequest",MEDIA_SEEK_REQUEST:"mediaseekrequest",MEDIA_AIRPLAY_REQUEST:"mediaairplayrequest",MEDIA_ENTER_FULLSCREEN_REQUEST:"mediaenterfullscreenrequest",MEDIA_EXIT_FULLSCREEN_REQUEST:"mediaexitfullscreenrequest",MEDIA_PREVIEW_REQUEST:"mediapreviewrequest",MEDIA_ENTER_PIP_REQUEST:"mediaenterpiprequest",MEDIA_EXIT_PIP_REQUEST:"mediaexitpiprequest",MEDIA_ENTER_CAST_REQUEST:"mediaentercastrequest",MEDIA_EXIT_CAST_REQUEST:"mediaexitcastrequest",MEDIA_SHOW_TEXT_TRACKS_REQUEST:"mediashowtexttracksrequest",MEDIA_HIDE_TEXT_TRACKS_REQUEST:"mediahidetexttracksrequest",MEDIA_SHOW_SUBTITLES_REQUEST:"mediashowsubtitlesrequest",MEDIA_DISABLE_SUBTITLES_REQUEST:"mediadisablesubtitlesrequest",MEDIA_TOGGLE_SUBTITLES_REQUEST:"mediatogglesubtitlesrequest",MEDIA_PLAYBACK_RATE_REQUEST:"mediaplaybackraterequest",MEDIA_RENDITION_REQUEST:"mediarenditionrequest",MEDIA_AUDIO_TRACK_REQUEST:"mediaaudiotrackrequest",MEDIA_SEEK_TO_LIVE_REQUEST:"mediaseektoliverequest",REGISTER_MEDIA_STATE_RECEIVER:"registermediastatereceiver",UNREGISTER_MEDIA_STATE_RECEIVER:"unregistermediastatereceiver"},M={MEDIA_CHROME_ATTRIBUTES:"mediachromeattributes",MEDIA_CONTROLLER:"mediacontroller"},Cr={MEDIA_AIRPLAY_UNAVAILABLE:"mediaAirplayUnavailable",MEDIA_AUDIO_TRACK_ENABLED:"mediaAudioTrackEnabled",MEDIA_AUDIO_TRACK_LIST:"mediaAudioTrackList",MEDIA_AUDIO_TRACK_UNAVAILABLE:"mediaAudioTrackUnavailable",MEDIA_BUFFERED:"mediaBuffered",MEDIA_CAST_UNAVAILABLE:"mediaCastUnavailable",MEDIA_CHAPTERS_CUES:"mediaChaptersCues",MEDIA_CURRENT_TIME:"mediaCurrentTime",MEDIA_DURATION:"mediaDuration",MEDIA_ENDED:"mediaEnded",MEDIA_ERROR:"mediaError",MEDIA_ERROR_CODE:"mediaErrorCode",MEDIA_ERROR_MESSAGE:"mediaErrorMessage",MEDIA_FULLSCREEN_UNAVAILABLE:"mediaFullscreenUnavailable",MEDIA_HAS_PLAYED:"mediaHasPlayed",MEDIA_HEIGHT:"mediaHeight",MEDIA_IS_AIRPLAYING:"mediaIsAirplaying",MEDIA_IS_CASTING:"mediaIsCasting",MEDIA_IS_FULLSCREEN:"mediaIsFullscreen",MEDIA_IS_PIP:"mediaIsPip",MEDIA_LOADING:"mediaLoading",MEDIA_MUTED:"mediaMuted",MEDIA_LOOP:"mediaLoop",MEDIA_PAUSED:"mediaPaused",MEDIA_PIP_UNAVAILABLE:"mediaPipUnavailable",MEDIA_PLAYBACK_RATE:"mediaPlaybackRate",MEDIA_PREVIEW_CHAPTER:"mediaPreviewChapter",MEDIA_PREVIEW_COORDS:"mediaPreviewCoords",MEDIA_PREVIEW_IMAGE:"mediaPreviewImage",MEDIA_PREVIEW_TIME:"mediaPreviewTime",MEDIA_RENDITION_LIST:"mediaRenditionList",MEDIA_RENDITION_SELECTED:"mediaRenditionSelected",MEDIA_RENDITION_UNAVAILABLE:"mediaRenditionUnavailable",MEDIA_SEEKABLE:"mediaSeekable",MEDIA_STREAM_TYPE:"mediaStreamType",MEDIA_SUBTITLES_LIST:"mediaSubtitlesList",MEDIA_SUBTITLES_SHOWING:"mediaSubtitlesShowing",MEDIA_TARGET_LIVE_WINDOW:"mediaTargetLiveWindow",MEDIA_TIME_IS_LIVE:"mediaTimeIsLive",MEDIA_VOLUME:"mediaVolume",MEDIA_VOLUME_LEVEL:"mediaVolumeLevel",MEDIA_VOLUME_UNAVAILABLE:"mediaVolumeUnavailable",MEDIA_LANG:"mediaLang",MEDIA_WIDTH:"mediaWidth"},vs=Object.entries(Cr),o=vs.reduce((t,[e,i])=>(t[e]=i.toLowerCase(),t),{}),zo={USER_INACTIVE_CHANGE:"userinactivechange",BREAKPOINTS_CHANGE:"breakpointchange",BREAKPOINTS_COMPUTED:"breakpointscomputed"},Ge=vs.reduce((t,[e,i])=>(t[e]=i.toLowerCase(),t),{...zo}),Wl=Object.entries(Ge).reduce((t,[e,i])=>{let r=o[e];return r&&(t[i]=r),t},{userinactivechange:"userinactive"}),fs=Object.entries(o).reduce((t,[e,i])=>{let r=Ge[e];return r&&(t[i]=r),t},{userinactive:"userinactivechange"}),J={SUBTITLES:"subtitles",CAPTIONS:"captions",DESCRIPTIONS:"descriptions",CHAPTERS:"chapters",METADATA:"metadata"},De={DISABLED:"disabled",HIDDEN:"hidden",SHOWING:"showing"};var vi={MOUSE:"mouse",PEN:"pen",TOUCH:"touch"},j={UNAVAILABLE:"unavailable",UNSUPPORTED:"unsupported"},te={LIVE:"live",ON_DEMAND:"on-demand",UNKNOWN:"unknown"};var _s={INLINE:"inline",FULLSCREEN:"fullscreen",PICTURE_IN_PICTURE:"picture-in-picture"};var gs=new WeakMap,Ur=t=>{let e=gs.get(t);return e||gs.set(t,e=new Set),e},bs=new l.ResizeObserver(t=>{for(let e of t)for(let i of Ur(e.target))i(e)});function fi(t,e){Ur(t).add(e),bs.observe(t)}function _i(t,e){let i=Ur(t);i.delete(e),i.size||bs.unobserve(t)}function $(t){let e={};for(let i of t)e[i.name]=i.value;return e}function As(t){var e;return(e=Xo(t))!=null?e:Ce(t,"media-controller")}function Xo(t){var e;let{MEDIA_CONTROLLER:i}=M,r=t.getAttribute(i);if(r)return(e=Zo(t))==null?void 0:e.getElementById(r)}var ve=(t,e)=>!t||!e?!1:t?.contains(e)?!0:ve(t,e.getRootNode().host),Ce=(t,e)=>{if(!t)return null;let i=t.closest(e);return i||Ce(t.getRootNode().host,e)};function Or(t=document){var e;let i=t?.activeElement;return i?(e=Or(i.shadowRoot))!=null?e:i:null}function Zo(t){var e;let i=(e=t?.getRootNode)==null?void 0:e.call(t);return i instanceof ShadowRoot||i instanceof Document?i:null}function gi(t,{depth:e=3,checkOpacity:i=!0,checkVisibilityCSS:r=!0}={}){if(t.checkVisibility)return t.checkVisibility({checkOpacity:i,checkVisibilityCSS:r});let a=t;for(;a&&e>0;){let s=getComputedStyle(a);if(i&&s.opacity==="0"||r&&s.visibility==="hidden"||s.display==="none")return!1;a=a.parentElement,e--}return!0}function Ts(t,e,i,r){let a=r.x-i.x,s=r.y-i.y,n=a*a+s*s;if(n===0)return 0;let d=((t-i.x)*a+(e-i.y)*s)/n;return Math.max(0,Math.min(1,d))}function C(t,e){let i=Jo(t,r=>r===e);return i||xr(t,e)}function Jo(t,e){var i,r;let a;for(a of(i=t.querySelectorAll("style:not([media])"))!=null?i:[]){let s;try{s=(r=a.sheet)==null?void 0:r.cssRules}catch{continue}for(let n of s??[])if(e(n.selectorText))return n}}function xr(t,e){var i,r;let a=(i=t.querySelectorAll("style:not([media])"))!=null?i:[],s=a?.[a.length-1];if(!s?.sheet)return console.warn("Media Chrome: No style sheet found on style tag of",t),{style:{setProperty:()=>{},removeProperty:()=>"",getPropertyValue:()=>""}};let n=s?.sheet.insertRule(`${e}{}`,s.sheet.cssRules.length);return(r=s.sheet.cssRules)==null?void 0:r[n]}function Q(t,e,i=Number.NaN){let r=t.getAttribute(e);return r!=null?+r:i}function z(t,e,i){let r=+i;if(i==null||Number.isNaN(r)){t.hasAttribute(e)&&t.removeAttribute(e);return}Q(t,e,void 0)!==r&&t.setAttribute(e,`${r}`)}function A(t,e){return t.hasAttribute(e)}function T(t,e,i){if(i==null){t.hasAttribute(e)&&t.removeAttribute(e);return}A(t,e)!=i&&t.toggleAttribute(e,i)}function D(t,e,i=null){var r;return(r=t.getAttribute(e))!=null?r:i}function L(t,e,i){if(i==null){t.hasAttribute(e)&&t.removeAttribute(e);return}let r=`${i}`;D(t,e,void 0)!==r&&t.setAttribute(e,r)}var Is=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},de=(t,e,i)=>(Is(t,e,"read from private field"),i?i.call(t):e.get(t)),jo=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},bi=(t,e,i,r)=>(Is(t,e,"write to private field"),r?r.call(t,i):e.set(t,i),i),G;function en(t){return`
    <style>
      :host {
        display: var(--media-control-display, var(--media-gesture-receiver-display, inline-block));
        box-sizing: border-box;
      }
    </style>
  `}var dt=class extends l.HTMLElement{constructor(){if(super(),jo(this,G,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=$(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[M.MEDIA_CONTROLLER,o.MEDIA_PAUSED]}attributeChangedCallback(e,i,r){var a,s,n,d,u;e===M.MEDIA_CONTROLLER&&(i&&((s=(a=de(this,G))==null?void 0:a.unassociateElement)==null||s.call(a,this),bi(this,G,null)),r&&this.isConnected&&(bi(this,G,(n=this.getRootNode())==null?void 0:n.getElementById(r)),(u=(d=de(this,G))==null?void 0:d.associateElement)==null||u.call(d,this)))}connectedCallback(){var e,i;this.tabIndex=-1,this.setAttribute("aria-hidden","true"),bi(this,G,tn(this)),this.getAttribute(M.MEDIA_CONTROLLER)&&((i=(e=de(this,G))==null?void 0:e.associateElement)==null||i.call(e,this)),de(this,G)&&(de(this,G).addEventListener("pointerdown",this),de(this,G).addEventListener("click",this),de(this,G).hasAttribute("tabindex")||(de(this,G).tabIndex=0))}disconnectedCallback(){var e,i,r,a;this.getAttribute(M.MEDIA_CONTROLLER)&&((i=(e=de(this,G))==null?void 0:e.unassociateElement)==null||i.call(e,this)),(r=de(this,G))==null||r.removeEventListener("pointerdown",this),(a=de(this,G))==null||a.removeEventListener("click",this),bi(this,G,null)}handleEvent(e){var i;let r=(i=e.composedPath())==null?void 0:i[0];if(["video","media-controller"].includes(r?.localName)){if(e.type==="pointerdown")this._pointerType=e.pointerType;else if(e.type==="click"){let{clientX:s,clientY:n}=e,{left:d,top:u,width:y,height:S}=this.getBoundingClientRect(),b=s-d,v=n-u;if(b<0||v<0||b>y||v>S||y===0&&S===0)return;let m=this._pointerType||"mouse";if(this._pointerType=void 0,m===vi.TOUCH){this.handleTap(e);return}else if(m===vi.MOUSE||m===vi.PEN){this.handleMouseClick(e);return}}}}get mediaPaused(){return A(this,o.MEDIA_PAUSED)}set mediaPaused(e){T(this,o.MEDIA_PAUSED,e)}handleTap(e){}handleMouseClick(e){let i=this.mediaPaused?h.MEDIA_PLAY_REQUEST:h.MEDIA_PAUSE_REQUEST;this.dispatchEvent(new l.CustomEvent(i,{composed:!0,bubbles:!0}))}};G=new WeakMap;dt.shadowRootOptions={mode:"open"};dt.getTemplateHTML=en;function tn(t){var e;let i=t.getAttribute(M.MEDIA_CONTROLLER);return i?(e=t.getRootNode())==null?void 0:e.getElementById(i):Ce(t,"media-controller")}l.customElements.get("media-gesture-receiver")||l.customElements.define("media-gesture-receiver",dt);var Pr=dt;var Br=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},P=(t,e,i)=>(Br(t,e,"read from private field"),i?i.call(t):e.get(t)),Z=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},ue=(t,e,i,r)=>(Br(t,e,"write to private field"),r?r.call(t,i):e.set(t,i),i),ce=(t,e,i)=>(Br(t,e,"access private method"),i),Ft,Ii,ut,mt,ht,Nr,ct,Ai,Hr,Ss,Fr,ys,Bt,Si,yi,Wr,pt,Wt,Ue,Ti,f={AUDIO:"audio",AUTOHIDE:"autohide",BREAKPOINTS:"breakpoints",GESTURES_DISABLED:"gesturesdisabled",KEYBOARD_CONTROL:"keyboardcontrol",NO_AUTOHIDE:"noautohide",USER_INACTIVE:"userinactive",AUTOHIDE_OVER_CONTROLS:"autohideovercontrols"};function rn(t){return`
    <style>
      
      :host([${o.MEDIA_IS_FULLSCREEN}]) ::slotted([slot=media]) {
        outline: none;
      }

      :host {
        box-sizing: border-box;
        position: relative;
        display: inline-block;
        line-height: 0;
        background-color: var(--media-background-color, #000);
        overflow: hidden;
      }

      :host(:not([${f.AUDIO}])) [part~=layer]:not([part~=media-layer]) {
        position: absolute;
        top: 0;
        left: 0;
        bottom: 0;
        right: 0;
        display: flex;
        flex-flow: column nowrap;
        align-items: start;
        pointer-events: none;
        background: none;
      }

      slot[name=media] {
        display: var(--media-slot-display, contents);
      }

      
      :host([${f.AUDIO}]) slot[name=media] {
        display: var(--media-slot-display, none);
      }

      
      :host([${f.AUDIO}]) [part~=layer][part~=gesture-layer] {
        height: 0;
        display: block;
      }

      
      :host(:not([${f.AUDIO}])[${f.GESTURES_DISABLED}]) ::slotted([slot=gestures-chrome]),
          :host(:not([${f.AUDIO}])[${f.GESTURES_DISABLED}]) media-gesture-receiver[slot=gestures-chrome] {
        display: none;
      }

      
      ::slotted(:not([slot=media]):not([slot=poster]):not(media-loading-indicator):not([role=dialog]):not([hidden])) {
        pointer-events: auto;
      }

      :host(:not([${f.AUDIO}])) *[part~=layer][part~=centered-layer] {
        align-items: center;
        justify-content: center;
      }

      :host(:not([${f.AUDIO}])) ::slotted(media-gesture-receiver[slot=gestures-chrome]),
      :host(:not([${f.AUDIO}])) media-gesture-receiver[slot=gestures-chrome] {
        align-self: stretch;
        flex-grow: 1;
      }

      slot[name=middle-chrome] {
        display: inline;
        flex-grow: 1;
        pointer-events: none;
        background: none;
      }

      
      ::slotted([slot=media]),
      ::slotted([slot=poster]) {
        width: 100%;
        height: 100%;
      }

      
      :host(:not([${f.AUDIO}])) .spacer {
        flex-grow: 1;
      }

      
      :host(:-webkit-full-screen) {
        
        width: 100% !important;
        height: 100% !important;
      }

      
      ::slotted(:not([slot=media]):not([slot=poster]):not([${f.NO_AUTOHIDE}]):not([hidden]):not([role=dialog])) {
        opacity: 1;
        transition: var(--media-control-transition-in, opacity 0.25s);
      }

      
      :host([${f.USER_INACTIVE}]:not([${o.MEDIA_PAUSED}]):not([${o.MEDIA_IS_AIRPLAYING}]):not([${o.MEDIA_IS_CASTING}]):not([${f.AUDIO}])) ::slotted(:not([slot=media]):not([slot=poster]):not([${f.NO_AUTOHIDE}]):not([role=dialog])) {
        opacity: 0;
        transition: var(--media-control-transition-out, opacity 1s);
      }

      :host([${f.USER_INACTIVE}]:not([${f.NO_AUTOHIDE}]):not([${o.MEDIA_PAUSED}]):not([${o.MEDIA_IS_CASTING}]):not([${f.AUDIO}])) ::slotted([slot=media]) {
        cursor: none;
      }

      :host([${f.USER_INACTIVE}][${f.AUTOHIDE_OVER_CONTROLS}]:not([${f.NO_AUTOHIDE}]):not([${o.MEDIA_PAUSED}]):not([${o.MEDIA_IS_CASTING}]):not([${f.AUDIO}])) * {
        --media-cursor: none;
        cursor: none;
      }


      ::slotted(media-control-bar)  {
        align-self: stretch;
      }

      
      
      :host(:not([${f.AUDIO}])[${o.MEDIA_HAS_PLAYED}]) slot[name=poster],
      :host(:not([${f.AUDIO}])[${o.MEDIA_STREAM_TYPE}="${te.ON_DEMAND}"][${o.MEDIA_CURRENT_TIME}]:not([${o.MEDIA_CURRENT_TIME}="0"])) slot[name=poster] {
        display: none;
      }

      ::slotted([role=dialog]) {
        width: 100%;
        height: 100%;
        align-self: center;
      }

      ::slotted([role=menu]) {
        align-self: end;
      }
    </style>

    <slot name="media" part="layer media-layer"></slot>
    <slot name="poster" part="layer poster-layer"></slot>
    <slot name="gestures-chrome" part="layer gesture-layer">
      <media-gesture-receiver slot="gestures-chrome">
        <template shadowrootmode="${Pr.shadowRootOptions.mode}">
          ${Pr.getTemplateHTML({})}
        </template>
      </media-gesture-receiver>
    </slot>
    <span part="layer vertical-layer">
      <slot name="top-chrome" part="top chrome"></slot>
      <slot name="middle-chrome" part="middle chrome"></slot>
      <slot name="centered-chrome" part="layer centered-layer center centered chrome"></slot>
      
      <slot part="bottom chrome"></slot>
    </span>
    <slot name="dialog" part="layer dialog-layer"></slot>
  `}var an=Object.values(o),sn="sm:384 md:576 lg:768 xl:960";function on(t){ks(t.target,t.contentRect.width)}function ks(t,e){var i;if(!t.isConnected)return;let r=(i=t.getAttribute(f.BREAKPOINTS))!=null?i:sn,a=nn(r),s=ln(a,e),n=!1;if(Object.keys(a).forEach(d=>{if(s.includes(d)){t.hasAttribute(`breakpoint${d}`)||(t.setAttribute(`breakpoint${d}`,""),n=!0);return}t.hasAttribute(`breakpoint${d}`)&&(t.removeAttribute(`breakpoint${d}`),n=!0)}),n){let d=new CustomEvent(Ge.BREAKPOINTS_CHANGE,{detail:s});t.dispatchEvent(d)}t.breakpointsComputed||(t.breakpointsComputed=!0,t.dispatchEvent(new CustomEvent(Ge.BREAKPOINTS_COMPUTED,{bubbles:!0,composed:!0})))}function nn(t){let e=t.split(/\s+/);return Object.fromEntries(e.map(i=>i.split(":")))}function ln(t,e){return Object.keys(t).filter(i=>e>=parseInt(t[i]))}var qe=class extends l.HTMLElement{constructor(){if(super(),Z(this,Hr),Z(this,Fr),Z(this,Bt),Z(this,yi),Z(this,pt),Z(this,Ft,void 0),Z(this,Ii,0),Z(this,ut,null),Z(this,mt,null),Z(this,ht,void 0),this.breakpointsComputed=!1,Z(this,Nr,e=>{let i=this.media;for(let r of e){if(r.type!=="childList")continue;let a=r.removedNodes;for(let s of a){if(s.slot!="media"||r.target!=this)continue;let n=r.previousSibling&&r.previousSibling.previousElementSibling;if(!n||!i)this.mediaUnsetCallback(s);else{let d=n.slot!=="media";for(;(n=n.previousSibling)!==null;)n.slot=="media"&&(d=!1);d&&this.mediaUnsetCallback(s)}}if(i)for(let s of r.addedNodes)s===i&&this.handleMediaUpdated(i)}}),Z(this,ct,!1),Z(this,Ai,e=>{P(this,ct)||(setTimeout(()=>{on(e),ue(this,ct,!1)},0),ue(this,ct,!0))}),Z(this,Ue,void 0),Z(this,Ti,()=>{if(!P(this,Ue).assignedElements({flatten:!0}).length){P(this,ut)&&this.mediaUnsetCallback(P(this,ut));return}this.handleMediaUpdated(this.media)}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=$(this.attributes),i=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(i):this.shadowRoot.innerHTML=i}ue(this,Ft,new MutationObserver(P(this,Nr)))}static get observedAttributes(){return[f.AUTOHIDE,f.GESTURES_DISABLED].concat(an).filter(e=>![o.MEDIA_RENDITION_LIST,o.MEDIA_AUDIO_TRACK_LIST,o.MEDIA_CHAPTERS_CUES,o.MEDIA_WIDTH,o.MEDIA_HEIGHT,o.MEDIA_ERROR,o.MEDIA_ERROR_MESSAGE].includes(e))}attributeChangedCallback(e,i,r){e.toLowerCase()==f.AUTOHIDE&&(this.autohide=r)}get media(){let e=this.querySelector(":scope > [slot=media]");return e?.nodeName=="SLOT"&&(e=e.assignedElements({flatten:!0})[0]),e}async handleMediaUpdated(e){e&&(ue(this,ut,e),e.localName.includes("-")&&await l.customElements.whenDefined(e.localName),this.mediaSetCallback(e))}connectedCallback(){var e;P(this,Ft).observe(this,{childList:!0,subtree:!0}),fi(this,P(this,Ai));let r=this.getAttribute(f.AUDIO)!=null?g("audio player"):g("video player");this.setAttribute("role","region"),this.setAttribute("aria-label",r),this.handleMediaUpdated(this.media),this.setAttribute(f.USER_INACTIVE,""),ks(this,this.getBoundingClientRect().width);let a=this.querySelector(":scope > slot[slot=media]");a&&(ue(this,Ue,a),P(this,Ue).addEventListener("slotchange",P(this,Ti))),this.addEventListener("pointerdown",this),this.addEventListener("pointermove",this),this.addEventListener("pointerup",this),this.addEventListener("mouseleave",this),this.addEventListener("keyup",this),(e=l.window)==null||e.addEventListener("mouseup",this)}disconnectedCallback(){var e;_i(this,P(this,Ai)),clearTimeout(P(this,mt)),P(this,Ft).disconnect(),this.media&&this.mediaUnsetCallback(this.media),(e=l.window)==null||e.removeEventListener("mouseup",this),this.removeEventListener("pointerdown",this),this.removeEventListener("pointermove",this),this.removeEventListener("pointerup",this),this.removeEventListener("mouseleave",this),this.removeEventListener("keyup",this),P(this,Ue)&&(P(this,Ue).removeEventListener("slotchange",P(this,Ti)),ue(this,Ue,null)),ue(this,ct,!1)}mediaSetCallback(e){}mediaUnsetCallback(e){ue(this,ut,null)}handleEvent(e){switch(e.type){case"pointerdown":ue(this,Ii,e.timeStamp);break;case"pointermove":ce(this,Hr,Ss).call(this,e);break;case"pointerup":ce(this,Fr,ys).call(this,e);break;case"mouseleave":ce(this,Bt,Si).call(this);break;case"mouseup":this.removeAttribute(f.KEYBOARD_CONTROL);break;case"keyup":ce(this,pt,Wt).call(this),this.setAttribute(f.KEYBOARD_CONTROL,"");break}}set autohide(e){let i=Number(e);ue(this,ht,isNaN(i)?0:i)}get autohide(){return(P(this,ht)===void 0?2:P(this,ht)).toString()}get breakpoints(){return D(this,f.BREAKPOINTS)}set breakpoints(e){L(this,f.BREAKPOINTS,e)}get audio(){return A(this,f.AUDIO)}set audio(e){T(this,f.AUDIO,e)}get gesturesDisabled(){return A(this,f.GESTURES_DISABLED)}set gesturesDisabled(e){T(this,f.GESTURES_DISABLED,e)}get keyboardControl(){return A(this,f.KEYBOARD_CONTROL)}set keyboardControl(e){T(this,f.KEYBOARD_CONTROL,e)}get noAutohide(){return A(this,f.NO_AUTOHIDE)}set noAutohide(e){T(this,f.NO_AUTOHIDE,e)}get autohideOverControls(){return A(this,f.AUTOHIDE_OVER_CONTROLS)}set autohideOverControls(e){T(this,f.AUTOHIDE_OVER_CONTROLS,e)}get userInteractive(){return A(this,f.USER_INACTIVE)}set userInteractive(e){T(this,f.USER_INACTIVE,e)}};Ft=new WeakMap;Ii=new WeakMap;ut=new WeakMap;mt=new WeakMap;ht=new WeakMap;Nr=new WeakMap;ct=new WeakMap;Ai=new WeakMap;Hr=new WeakSet;Ss=function(t){if(t.pointerType!=="mouse"&&t.timeStamp-P(this,Ii)<250)return;ce(this,yi,Wr).call(this),clearTimeout(P(this,mt));let e=this.hasAttribute(f.AUTOHIDE_OVER_CONTROLS);([this,this.media].includes(t.target)||e)&&ce(this,pt,Wt).call(this)};Fr=new WeakSet;ys=function(t){if(t.pointerType==="touch"){let e=!this.hasAttribute(f.USER_INACTIVE);[this,this.media].includes(t.target)&&e?ce(this,Bt,Si).call(this):ce(this,pt,Wt).call(this)}else t.composedPath().some(e=>["media-play-button","media-fullscreen-button"].includes(e?.localName))&&ce(this,pt,Wt).call(this)};Bt=new WeakSet;Si=function(){if(P(this,ht)<0||this.hasAttribute(f.USER_INACTIVE))return;this.setAttribute(f.USER_INACTIVE,"");let t=new l.CustomEvent(Ge.USER_INACTIVE_CHANGE,{composed:!0,bubbles:!0,detail:!0});this.dispatchEvent(t)};yi=new WeakSet;Wr=function(){if(!this.hasAttribute(f.USER_INACTIVE))return;this.removeAttribute(f.USER_INACTIVE);let t=new l.CustomEvent(Ge.USER_INACTIVE_CHANGE,{composed:!0,bubbles:!0,detail:!1});this.dispatchEvent(t)};pt=new WeakSet;Wt=function(){ce(this,yi,Wr).call(this),clearTimeout(P(this,mt));let t=parseInt(this.autohide);t<0||ue(this,mt,setTimeout(()=>{ce(this,Bt,Si).call(this)},t*1e3))};Ue=new WeakMap;Ti=new WeakMap;qe.shadowRootOptions={mode:"open"};qe.getTemplateHTML=rn;l.customElements.get("media-container")||l.customElements.define("media-container",qe);var Qr=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},Qe=(t,e,i)=>(Qr(t,e,"read from private field"),i?i.call(t):e.get(t)),Me=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},zr=(t,e,i,r)=>(Qr(t,e,"write to private field"),r?r.call(t,i):e.set(t,i),i),Ye=(t,e,i)=>(Qr(t,e,"access private method"),i),wi,Vt,ze,ki,$r,Vr,ws,Kr,Ms,Gr,Ls,qr,Rs,Yr,Ds;function dn(t){return`
    <style>
      :host {
        font: var(--media-font,
          var(--media-font-weight, normal)
          var(--media-font-size, 14px) /
          var(--media-text-content-height, var(--media-control-height, 24px))
          var(--media-font-family, helvetica neue, segoe ui, roboto, arial, sans-serif));
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        display: var(--media-dialog-display, inline-flex);
        justify-content: center;
        align-items: center;
        
        transition-behavior: allow-discrete;
        visibility: hidden;
        opacity: 0;
        transform: translateY(2px) scale(.99);
        pointer-events: none;
      }

      :host([open]) {
        transition: display .2s, visibility 0s, opacity .2s ease-out, transform .15s ease-out;
        visibility: visible;
        opacity: 1;
        transform: translateY(0) scale(1);
        pointer-events: auto;
      }

      #content {
        display: flex;
        position: relative;
        box-sizing: border-box;
        width: min(320px, 100%);
        word-wrap: break-word;
        max-height: 100%;
        overflow: auto;
        text-align: center;
        line-height: 1.4;
      }
    </style>
    ${this.getSlotTemplateHTML(t)}
  `}function un(t){return`
    <slot id="content"></slot>
  `}var $t={OPEN:"open",ANCHOR:"anchor"},Oe=class extends l.HTMLElement{constructor(){super(),Me(this,ki),Me(this,Vr),Me(this,Kr),Me(this,Gr),Me(this,qr),Me(this,Yr),Me(this,wi,!1),Me(this,Vt,null),Me(this,ze,null)}static get observedAttributes(){return[$t.OPEN,$t.ANCHOR]}get open(){return A(this,$t.OPEN)}set open(e){T(this,$t.OPEN,e)}handleEvent(e){switch(e.type){case"invoke":Ye(this,Gr,Ls).call(this,e);break;case"focusout":Ye(this,qr,Rs).call(this,e);break;case"keydown":Ye(this,Yr,Ds).call(this,e);break}}connectedCallback(){Ye(this,ki,$r).call(this),this.role||(this.role="dialog"),this.addEventListener("invoke",this),this.addEventListener("focusout",this),this.addEventListener("keydown",this)}disconnectedCallback(){this.removeEventListener("invoke",this),this.removeEventListener("focusout",this),this.removeEventListener("keydown",this)}attributeChangedCallback(e,i,r){Ye(this,ki,$r).call(this),e===$t.OPEN&&r!==i&&(this.open?Ye(this,Vr,ws).call(this):Ye(this,Kr,Ms).call(this))}focus(){zr(this,Vt,Or());let e=!this.dispatchEvent(new Event("focus",{composed:!0,cancelable:!0})),i=!this.dispatchEvent(new Event("focusin",{composed:!0,bubbles:!0,cancelable:!0}));if(e||i)return;let r=this.querySelector('[autofocus], [tabindex]:not([tabindex="-1"]), [role="menu"]');r?.focus()}get keysUsed(){return["Escape","Tab"]}};wi=new WeakMap;Vt=new WeakMap;ze=new WeakMap;ki=new WeakSet;$r=function(){if(!Qe(this,wi)&&(zr(this,wi,!0),!this.shadowRoot)){this.attachShadow(this.constructor.shadowRootOptions);let t=$(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(t),queueMicrotask(()=>{let{style:e}=C(this.shadowRoot,":host");e.setProperty("transition","display .15s, visibility .15s, opacity .15s ease-in, transform .15s ease-in")})}};Vr=new WeakSet;ws=function(){var t;(t=Qe(this,ze))==null||t.setAttribute("aria-expanded","true"),this.dispatchEvent(new Event("open",{composed:!0,bubbles:!0})),this.addEventListener("transitionend",()=>this.focus(),{once:!0})};Kr=new WeakSet;Ms=function(){var t;(t=Qe(this,ze))==null||t.setAttribute("aria-expanded","false"),this.dispatchEvent(new Event("close",{composed:!0,bubbles:!0}))};Gr=new WeakSet;Ls=function(t){zr(this,ze,t.relatedTarget),ve(this,t.relatedTarget)||(this.open=!this.open)};qr=new WeakSet;Rs=function(t){var e;ve(this,t.relatedTarget)||((e=Qe(this,Vt))==null||e.focus(),Qe(this,ze)&&Qe(this,ze)!==t.relatedTarget&&this.open&&(this.open=!1))};Yr=new WeakSet;Ds=function(t){var e,i,r,a,s;let{key:n,ctrlKey:d,altKey:u,metaKey:y}=t;d||u||y||this.keysUsed.includes(n)&&(t.preventDefault(),t.stopPropagation(),n==="Tab"?(t.shiftKey?(i=(e=this.previousElementSibling)==null?void 0:e.focus)==null||i.call(e):(a=(r=this.nextElementSibling)==null?void 0:r.focus)==null||a.call(r),this.blur()):n==="Escape"&&((s=Qe(this,Vt))==null||s.focus(),this.open=!1))};Oe.shadowRootOptions={mode:"open"};Oe.getTemplateHTML=dn;Oe.getSlotTemplateHTML=un;l.customElements.get("media-chrome-dialog")||l.customElements.define("media-chrome-dialog",Oe);var cn=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},xe=(t,e,i)=>(cn(t,e,"read from private field"),i?i.call(t):e.get(t)),Cs=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Et,vt,Kt={HOTKEYS:"hotkeys"},hn=[{keys:[{key:" ",label:"Space"},{key:"k"}],description:"Toggle Playback"},{keys:[{key:"m"}],description:"Toggle mute"},{keys:[{key:"f"}],description:"Toggle fullscreen"},{keys:[{key:"c"}],description:"Toggle captions or subtitles, if available"},{keys:[{key:"p"}],description:"Toggle Picture in Picture"},{keys:[{key:"ArrowLeft",label:"←"},{key:"j"}],description:"Seek back 10s"},{keys:[{key:"ArrowRight",label:"→"},{key:"l"}],description:"Seek forward 10s"},{keys:[{key:"ArrowUp",label:"↑"}],description:"Turn volume up"},{keys:[{key:"ArrowDown",label:"↓"}],description:"Turn volume down"},{keys:[{key:"<",label:"< (SHIFT+,)"}],description:"Decrease playback rate"},{keys:[{key:">",label:"> (SHIFT+.)"}],description:"Increase playback rate"},{keys:[{key:"shift+/",label:"SHIFT+/"}],description:"Show keyboard shortcuts"}];function Li(t){return t===" "?"nospace":`no${t.toLowerCase()}`}function mn(t){let e=new Set(t?.split(/\s+/));return hn.map(({keys:i,description:r})=>({keys:i.filter(({key:a})=>!e.has(Li(a))),description:r})).filter(({keys:i})=>i.length)}function pn(t){return`
    <style>
      :host {
        position: fixed;
        top: 0;
        left: 0;
        z-index: 9999;
        background: rgb(20 20 30 / .8);
        backdrop-filter: blur(10px);
      }

      #content {
        display: block;
        width: clamp(400px, 40vw, 700px);
        max-width: 90vw;
        text-align: left;
      }

      h2 {
        margin: 0 0 1.5rem 0;
        font-size: 1.5rem;
        font-weight: 500;
        text-align: center;
      }

      .shortcuts-table {
        width: 100%;
        border-collapse: collapse;
      }

      .shortcuts-table tr {
        border-bottom: 1px solid rgba(255, 255, 255, 0.1);
      }

      .shortcuts-table tr:last-child {
        border-bottom: none;
      }

      .shortcuts-table td {
        padding: 0.75rem 0.5rem;
      }

      .shortcuts-table td:first-child {
        text-align: right;
        padding-right: 1rem;
        width: 40%;
        min-width: 120px;
      }

      .shortcuts-table td:last-child {
        padding-left: 1rem;
      }

      .key {
        display: inline-block;
        background: rgba(255, 255, 255, 0.15);
        border: 1px solid rgba(255, 255, 255, 0.2);
        border-radius: 4px;
        padding: 0.25rem 0.5rem;
        font-family: 'Courier New', monospace;
        font-size: 0.9rem;
        font-weight: 500;
        min-width: 1.5rem;
        text-align: center;
        margin: 0 0.2rem;
      }

      .description {
        color: rgba(255, 255, 255, 0.9);
        font-size: 0.95rem;
      }

      .key-combo {
        display: flex;
        align-items: center;
        justify-content: flex-end;
        gap: 0.3rem;
      }

      .key-separator {
        color: rgba(255, 255, 255, 0.5);
        font-size: 0.9rem;
      }
    </style>
    <slot id="content">
      ${Us(t[Kt.HOTKEYS])}
    </slot>
  `}function Us(t){return`
    <h2>Keyboard Shortcuts</h2>
    <table class="shortcuts-table">${mn(t).map(({keys:i,description:r})=>`
        <tr>
          <td>
            <div class="key-combo">${i.map(({key:s,label:n=s},d)=>d>0?`<span class="key-separator">or</span><span class="key">${n}</span>`:`<span class="key">${n}</span>`).join("")}</div>
          </td>
          <td class="description">${r}</td>
        </tr>
      `).join("")}</table>
  `}var Mi=class extends Oe{constructor(){super(...arguments),Cs(this,Et,e=>{var i;if(!this.open)return;let r=(i=this.shadowRoot)==null?void 0:i.querySelector("#content");if(!r)return;let a=e.composedPath(),s=a[0]===this||a.includes(this),n=a.includes(r);s&&!n&&(this.open=!1)}),Cs(this,vt,e=>{if(!this.open)return;let i=e.shiftKey&&(e.key==="/"||e.key==="?");(e.key==="Escape"||i)&&!e.ctrlKey&&!e.altKey&&!e.metaKey&&(this.open=!1,e.preventDefault(),e.stopPropagation())})}static get observedAttributes(){return[...super.observedAttributes,Kt.HOTKEYS]}get hotkeys(){var e;return(e=D(this,Kt.HOTKEYS))!=null?e:void 0}set hotkeys(e){L(this,Kt.HOTKEYS,e)}connectedCallback(){super.connectedCallback(),this.open&&(this.addEventListener("click",xe(this,Et)),document.addEventListener("keydown",xe(this,vt)))}disconnectedCallback(){this.removeEventListener("click",xe(this,Et)),document.removeEventListener("keydown",xe(this,vt))}attributeChangedCallback(e,i,r){var a;if(super.attributeChangedCallback(e,i,r),e==="open")this.open?(this.addEventListener("click",xe(this,Et)),document.addEventListener("keydown",xe(this,vt))):(this.removeEventListener("click",xe(this,Et)),document.removeEventListener("keydown",xe(this,vt)));else if(e===Kt.HOTKEYS&&r!==i){let s=(a=this.shadowRoot)==null?void 0:a.querySelector("#content");s&&(s.innerHTML=Us(r))}}};Et=new WeakMap;vt=new WeakMap;Mi.getSlotTemplateHTML=pn;l.customElements.get("media-keyboard-shortcuts-dialog")||l.customElements.define("media-keyboard-shortcuts-dialog",Mi);var Os=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},V=(t,e,i)=>(Os(t,e,"read from private field"),i?i.call(t):e.get(t)),Gt=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Ri=(t,e,i,r)=>(Os(t,e,"write to private field"),r?r.call(t,i):e.set(t,i),i),ft,_t,Di,Xe,Le,Pe,Ci=class{constructor(e,i,{defaultValue:r}={defaultValue:void 0}){Gt(this,Le),Gt(this,ft,void 0),Gt(this,_t,void 0),Gt(this,Di,void 0),Gt(this,Xe,new Set),Ri(this,ft,e),Ri(this,_t,i),Ri(this,Di,new Set(r))}[Symbol.iterator](){return V(this,Le,Pe).values()}get length(){return V(this,Le,Pe).size}get value(){var e;return(e=[...V(this,Le,Pe)].join(" "))!=null?e:""}set value(e){var i;e!==this.value&&(Ri(this,Xe,new Set),this.add(...(i=e?.split(" "))!=null?i:[]))}toString(){return this.value}item(e){return[...V(this,Le,Pe)][e]}values(){return V(this,Le,Pe).values()}forEach(e,i){V(this,Le,Pe).forEach(e,i)}add(...e){var i,r;e.forEach(a=>V(this,Xe).add(a)),!(this.value===""&&!((i=V(this,ft))!=null&&i.hasAttribute(`${V(this,_t)}`)))&&((r=V(this,ft))==null||r.setAttribute(`${V(this,_t)}`,`${this.value}`))}remove(...e){var i;e.forEach(r=>V(this,Xe).delete(r)),(i=V(this,ft))==null||i.setAttribute(`${V(this,_t)}`,`${this.value}`)}contains(e){return V(this,Le,Pe).has(e)}toggle(e,i){return typeof i<"u"?i?(this.add(e),!0):(this.remove(e),!1):this.contains(e)?(this.remove(e),!1):(this.add(e),!0)}replace(e,i){return this.remove(e),this.add(i),e===i}};ft=new WeakMap;_t=new WeakMap;Di=new WeakMap;Xe=new WeakMap;Le=new WeakSet;Pe=function(){return V(this,Xe).size?V(this,Xe):V(this,Di)};function xs(t){return t?.map(En).join(" ")}function En(t){if(t){let{id:e,width:i,height:r}=t;return[e,i,r].filter(a=>a!=null).join(":")}}function Ps(t){return t?.map(vn).join(" ")}function vn(t){if(t){let{id:e,kind:i,language:r,label:a}=t;return[e,i,r,a].filter(s=>s!=null).join(":")}}function gt(t){return typeof t=="number"&&!Number.isNaN(t)&&Number.isFinite(t)}var Ui=t=>new Promise(e=>setTimeout(e,t));var fn=(t="")=>t.split(/\s+/),Ns=(t="")=>{let[e,i,r]=t.split(":"),a=r?decodeURIComponent(r):void 0;return{kind:e==="cc"?J.CAPTIONS:J.SUBTITLES,language:i,label:a}},_n=(t="",e={})=>fn(t).map(i=>{let r=Ns(i);return{...e,...r}}),Xr=t=>t?Array.isArray(t)?t.map(e=>typeof e=="string"?Ns(e):e):typeof t=="string"?_n(t):[t]:[],gn=({kind:t,label:e,language:i}={kind:"subtitles"})=>e?`${t==="captions"?"cc":"sb"}:${i}:${encodeURIComponent(e)}`:i,Zr=(t=[])=>Array.prototype.map.call(t,gn).join(" "),bn=(t,e)=>i=>i[t]===e,Hs=t=>{let e=Object.entries(t).map(([i,r])=>bn(i,r));return i=>e.every(r=>r(i))},Ze=(t,e=[],i=[])=>{let r=Xr(i).map(Hs),a=s=>r.some(n=>n(s));Array.from(e).filter(a).forEach(s=>{s.mode=t})},Je=(t,e=()=>!0)=>{if(!t?.textTracks)return[];let i=typeof e=="function"?e:Hs(e);return Array.from(t.textTracks).filter(i)};var Bs=t=>{var e;let{media:i,fullscreenElement:r}=t;try{let a=r&&"requestFullscreen"in r?"requestFullscreen":r&&"webkitRequestFullScreen"in r?"webkitRequestFullScreen":void 0;if(a){let s=(e=r[a])==null?void 0:e.call(r);if(s instanceof Promise)return s.catch(()=>{})}else i?.webkitEnterFullscreen?i.webkitEnterFullscreen():i?.requestFullscreen&&i.requestFullscreen()}catch(a){console.error(a)}},Fs="exitFullscreen"in H?"exitFullscreen":"webkitExitFullscreen"in H?"webkitExitFullscreen":"webkitCancelFullScreen"in H?"webkitCancelFullScreen":void 0,Ws=t=>{var e;let{documentElement:i}=t;if(Fs){let r=(e=i?.[Fs])==null?void 0:e.call(i);if(r instanceof Promise)return r.catch(()=>{})}},qt="fullscreenElement"in H?"fullscreenElement":"webkitFullscreenElement"in H?"webkitFullscreenElement":void 0,An=t=>{let{documentElement:e,media:i}=t,r=e?.[qt];return!r&&"webkitDisplayingFullscreen"in i&&"webkitPresentationMode"in i&&i.webkitDisplayingFullscreen&&i.webkitPresentationMode===_s.FULLSCREEN?i:r},$s=t=>{var e;let{media:i,documentElement:r,fullscreenElement:a=i}=t;if(!i||!r)return!1;let s=An(t);if(!s)return!1;if(s===a||s===i)return!0;if(s.localName.includes("-")){let n=s.shadowRoot;if(!(qt in n))return ve(s,a);for(;n?.[qt];){if(n[qt]===a)return!0;n=(e=n[qt])==null?void 0:e.shadowRoot}}return!1},Tn="fullscreenEnabled"in H?"fullscreenEnabled":"webkitFullscreenEnabled"in H?"webkitFullscreenEnabled":void 0,Vs=t=>{let{documentElement:e,media:i}=t;return!!e?.[Tn]||i&&"webkitSupportsFullscreen"in i};var Oi,Jr=()=>{var t,e;return Oi||(Oi=(e=(t=H)==null?void 0:t.createElement)==null?void 0:e.call(t,"video"),Oi)},Ks=async(t=Jr())=>{if(!t)return!1;let e=t.volume;t.volume=e/2+.1;let i=new AbortController,r=await Promise.race([In(t,i.signal),Sn(t,e)]);return i.abort(),r},In=(t,e)=>new Promise(i=>{t.addEventListener("volumechange",()=>i(!0),{signal:e})}),Sn=async(t,e)=>{for(let i=0;i<10;i++){if(t.volume===e)return!1;await Ui(10)}return t.volume!==e},yn=/.*Version\/.*Safari\/.*/.test(l.navigator.userAgent),jr=(t=Jr())=>l.matchMedia("(display-mode: standalone)").matches&&yn?!1:typeof t?.requestPictureInPicture=="function",ea=(t=Jr())=>Vs({documentElement:H,media:t}),Gs=ea(),qs=jr(),Ys=!!l.WebKitPlaybackTargetAvailabilityEvent,Qs=!!l.chrome;var bt=t=>Je(t.media,e=>[J.SUBTITLES,J.CAPTIONS].includes(e.kind)).sort((e,i)=>e.kind>=i.kind?1:-1),ta=t=>Je(t.media,e=>e.mode===De.SHOWING&&[J.SUBTITLES,J.CAPTIONS].includes(e.kind)),xi=(t,e)=>{let i=bt(t),r=ta(t),a=!!r.length;if(i.length){if(e===!1||a&&e!==!0)Ze(De.DISABLED,i,r);else if(e===!0||!a&&e!==!1){let s=i[0],{options:n}=t;if(!n?.noSubtitlesLangPref){let S=l.localStorage.getItem("media-chrome-pref-subtitles-lang"),b=S?[S,...l.navigator.languages]:l.navigator.languages,v=i.filter(m=>b.some(_=>m.language.toLowerCase().startsWith(_.split("-")[0]))).sort((m,_)=>{let E=b.findIndex(I=>m.language.toLowerCase().startsWith(I.split("-")[0])),k=b.findIndex(I=>_.language.toLowerCase().startsWith(I.split("-")[0]));return E-k});v[0]&&(s=v[0])}let{language:d,label:u,kind:y}=s;Ze(De.DISABLED,i,r),Ze(De.SHOWING,i,[{language:d,label:u,kind:y}])}}},Pi=(t,e)=>t===e?!0:t==null||e==null||typeof t!=typeof e?!1:typeof t=="number"&&Number.isNaN(t)&&Number.isNaN(e)?!0:typeof t!="object"?!1:Array.isArray(t)?kn(t,e):Object.entries(t).every(([i,r])=>i in e&&Pi(r,e[i])),kn=(t,e)=>{let i=Array.isArray(t),r=Array.isArray(e);return i!==r?!1:i||r?t.length!==e.length?!1:t.every((a,s)=>Pi(a,e[s])):!0};var wn=Object.values(te),Ni,Mn=Ks().then(t=>(Ni=t,Ni)),zs=async(...t)=>{await Promise.all(t.filter(e=>e).map(async e=>{if(!("localName"in e&&e instanceof l.HTMLElement))return;let i=e.localName;if(!i.includes("-"))return;let r=l.customElements.get(i);r&&e instanceof r||(await l.customElements.whenDefined(i),l.customElements.upgrade(e))}))},Ln=new l.DOMParser,Rn=t=>t&&(Ln.parseFromString(t,"text/html").body.textContent||t),At={mediaError:{get(t,e){let{media:i}=t;if(e?.type!=="playing")return i?.error},mediaEvents:["emptied","error","playing"]},mediaErrorCode:{get(t,e){var i;let{media:r}=t;if(e?.type!=="playing")return(i=r?.error)==null?void 0:i.code},mediaEvents:["emptied","error","playing"]},mediaErrorMessage:{get(t,e){var i,r;let{media:a}=t;if(e?.type!=="playing")return(r=(i=a?.error)==null?void 0:i.message)!=null?r:""},mediaEvents:["emptied","error","playing"]},mediaWidth:{get(t){var e;let{media:i}=t;return(e=i?.videoWidth)!=null?e:0},mediaEvents:["resize"]},mediaHeight:{get(t){var e;let{media:i}=t;return(e=i?.videoHeight)!=null?e:0},mediaEvents:["resize"]},mediaPaused:{get(t){var e;let{media:i}=t;return(e=i?.paused)!=null?e:!0},set(t,e){var i;let{media:r}=e;r&&(t?r.pause():(i=r.play())==null||i.catch(()=>{}))},mediaEvents:["play","playing","pause","emptied"]},mediaHasPlayed:{get(t,e){let{media:i}=t;return i?e?e.type==="playing":!i.paused:!1},mediaEvents:["playing","emptied"]},mediaEnded:{get(t){var e;let{media:i}=t;return(e=i?.ended)!=null?e:!1},mediaEvents:["seeked","ended","emptied"]},mediaPlaybackRate:{get(t){var e;let{media:i}=t;return(e=i?.playbackRate)!=null?e:1},set(t,e){let{media:i}=e;i&&Number.isFinite(+t)&&(i.playbackRate=+t)},mediaEvents:["ratechange","loadstart"]},mediaMuted:{get(t){var e;let{media:i}=t;return(e=i?.muted)!=null?e:!1},set(t,e){let{media:i,options:{noMutedPref:r}={}}=e;if(i){i.muted=t;try{let a=l.localStorage.getItem("media-chrome-pref-muted")!==null,s=i.hasAttribute("muted");if(r){a&&l.localStorage.removeItem("media-chrome-pref-muted");return}if(s&&!a)return;l.localStorage.setItem("media-chrome-pref-muted",t?"true":"false")}catch(a){console.debug("Error setting muted pref",a)}}},mediaEvents:["volumechange"],stateOwnersUpdateHandlers:[(t,e)=>{let{options:{noMutedPref:i}}=e,{media:r}=e;if(!(!r||r.muted||i))try{let a=l.localStorage.getItem("media-chrome-pref-muted")==="true";At.mediaMuted.set(a,e),t(a)}catch(a){console.debug("Error getting muted pref",a)}}]},mediaLoop:{get(t){let{media:e}=t;return e?.loop},set(t,e){let{media:i}=e;i&&(i.loop=t)},mediaEvents:["medialooprequest"]},mediaVolume:{get(t){var e;let{media:i}=t;return(e=i?.volume)!=null?e:1},set(t,e){let{media:i,options:{noVolumePref:r}={}}=e;if(i){try{t==null?l.localStorage.removeItem("media-chrome-pref-volume"):!i.hasAttribute("muted")&&!r&&l.localStorage.setItem("media-chrome-pref-volume",t.toString())}catch(a){console.debug("Error setting volume pref",a)}Number.isFinite(+t)&&(i.volume=+t)}},mediaEvents:["volumechange"],stateOwnersUpdateHandlers:[(t,e)=>{let{options:{noVolumePref:i}}=e;if(!i)try{let{media:r}=e;if(!r)return;let a=l.localStorage.getItem("media-chrome-pref-volume");if(a==null)return;At.mediaVolume.set(+a,e),t(+a)}catch(r){console.debug("Error getting volume pref",r)}}]},mediaVolumeLevel:{get(t){let{media:e}=t;return typeof e?.volume>"u"?"high":e.muted||e.volume===0?"off":e.volume<.5?"low":e.volume<.75?"medium":"high"},mediaEvents:["volumechange"]},mediaCurrentTime:{get(t){var e;let{media:i}=t;return(e=i?.currentTime)!=null?e:0},set(t,e){let{media:i}=e;!i||!gt(t)||(i.currentTime=t)},mediaEvents:["timeupdate","loadedmetadata","seeking"]},mediaDuration:{get(t){let{media:e,options:{defaultDuration:i}={}}=t;return i&&(!e||!e.duration||Number.isNaN(e.duration)||!Number.isFinite(e.duration))?i:Number.isFinite(e?.duration)?e.duration:Number.NaN},mediaEvents:["durationchange","loadedmetadata","emptied"]},mediaLoading:{get(t){let{media:e}=t;return e?.readyState<3},mediaEvents:["waiting","playing","emptied"]},mediaSeekable:{get(t){var e;let{media:i}=t;if(!((e=i?.seekable)!=null&&e.length))return;let r=i.seekable.start(0),a=i.seekable.end(i.seekable.length-1);if(!(!r&&!a))return[Number(r.toFixed(3)),Number(a.toFixed(3))]},mediaEvents:["loadedmetadata","emptied","progress","seekablechange"]},mediaBuffered:{get(t){var e;let{media:i}=t,r=(e=i?.buffered)!=null?e:[];return Array.from(r).map((a,s)=>[Number(r.start(s).toFixed(3)),Number(r.end(s).toFixed(3))])},mediaEvents:["progress","emptied"]},mediaStreamType:{get(t){let{media:e,options:{defaultStreamType:i}={}}=t,r=[te.LIVE,te.ON_DEMAND].includes(i)?i:void 0;if(!e)return r;let{streamType:a}=e;if(wn.includes(a))return a===te.UNKNOWN?r:a;let s=e.duration;return s===1/0?te.LIVE:Number.isFinite(s)?te.ON_DEMAND:r},mediaEvents:["emptied","durationchange","loadedmetadata","streamtypechange"]},mediaTargetLiveWindow:{get(t){let{media:e}=t;if(!e)return Number.NaN;let{targetLiveWindow:i}=e,r=At.mediaStreamType.get(t);return(i==null||Number.isNaN(i))&&r===te.LIVE?0:i},mediaEvents:["emptied","durationchange","loadedmetadata","streamtypechange","targetlivewindowchange"]},mediaTimeIsLive:{get(t){let{media:e,options:{liveEdgeOffset:i=10}={}}=t;if(!e)return!1;if(typeof e.liveEdgeStart=="number")return Number.isNaN(e.liveEdgeStart)?!1:e.currentTime>=e.liveEdgeStart;if(!(At.mediaStreamType.get(t)===te.LIVE))return!1;let a=e.seekable;if(!a)return!0;if(!a.length)return!1;let s=a.end(a.length-1)-i;return e.currentTime>=s},mediaEvents:["playing","timeupdate","progress","waiting","emptied"]},mediaSubtitlesList:{get(t){return bt(t).map(({kind:e,label:i,language:r})=>({kind:e,label:i,language:r}))},mediaEvents:["loadstart"],textTracksEvents:["addtrack","removetrack"]},mediaSubtitlesShowing:{get(t){return ta(t).map(({kind:e,label:i,language:r})=>({kind:e,label:i,language:r}))},mediaEvents:["loadstart"],textTracksEvents:["addtrack","removetrack","change"],stateOwnersUpdateHandlers:[(t,e)=>{var i,r;let{media:a,options:s}=e;if(!a)return;let n=d=>{var u;!s.defaultSubtitles||d&&![J.CAPTIONS,J.SUBTITLES].includes((u=d?.track)==null?void 0:u.kind)||xi(e,!0)};return a.addEventListener("loadstart",n),(i=a.textTracks)==null||i.addEventListener("addtrack",n),(r=a.textTracks)==null||r.addEventListener("removetrack",n),()=>{var d,u;a.removeEventListener("loadstart",n),(d=a.textTracks)==null||d.removeEventListener("addtrack",n),(u=a.textTracks)==null||u.removeEventListener("removetrack",n)}}]},mediaChaptersCues:{get(t){var e;let{media:i}=t;if(!i)return[];let[r]=Je(i,{kind:J.CHAPTERS});return Array.from((e=r?.cues)!=null?e:[]).map(({text:a,startTime:s,endTime:n})=>({text:Rn(a),startTime:s,endTime:n}))},mediaEvents:["loadstart","loadedmetadata"],textTracksEvents:["addtrack","removetrack","change"],stateOwnersUpdateHandlers:[(t,e)=>{var i;let{media:r}=e;if(!r)return;let a=r.querySelector('track[kind="chapters"][default][src]'),s=(i=r.shadowRoot)==null?void 0:i.querySelector(':is(video,audio) > track[kind="chapters"][default][src]');return a?.addEventListener("load",t),s?.addEventListener("load",t),()=>{a?.removeEventListener("load",t),s?.removeEventListener("load",t)}}]},mediaIsPip:{get(t){var e,i;let{media:r,documentElement:a}=t;if(!r||!a||!a.pictureInPictureElement)return!1;if(a.pictureInPictureElement===r)return!0;if(a.pictureInPictureElement instanceof HTMLMediaElement)return(e=r.localName)!=null&&e.includes("-")?ve(r,a.pictureInPictureElement):!1;if(a.pictureInPictureElement.localName.includes("-")){let s=a.pictureInPictureElement.shadowRoot;for(;s?.pictureInPictureElement;){if(s.pictureInPictureElement===r)return!0;s=(i=s.pictureInPictureElement)==null?void 0:i.shadowRoot}}return!1},set(t,e){let{media:i}=e;if(i)if(t){if(!H.pictureInPictureEnabled){console.warn("MediaChrome: Picture-in-picture is not enabled");return}if(!i.requestPictureInPicture){console.warn("MediaChrome: The current media does not support picture-in-picture");return}let r=()=>{console.warn("MediaChrome: The media is not ready for picture-in-picture. It must have a readyState > 0.")};i.requestPictureInPicture().catch(a=>{if(a.code===11){if(!i.src){console.warn("MediaChrome: The media is not ready for picture-in-picture. It must have a src set.");return}if(i.readyState===0&&i.preload==="none"){let s=()=>{i.removeEventListener("loadedmetadata",n),i.preload="none"},n=()=>{i.requestPictureInPicture().catch(r),s()};i.addEventListener("loadedmetadata",n),i.preload="metadata",setTimeout(()=>{i.readyState===0&&r(),s()},1e3)}else throw a}else throw a})}else H.pictureInPictureElement&&H.exitPictureInPicture()},mediaEvents:["enterpictureinpicture","leavepictureinpicture"]},mediaRenditionList:{get(t){var e;let{media:i}=t;return[...(e=i?.videoRenditions)!=null?e:[]].map(r=>({...r}))},mediaEvents:["emptied","loadstart"],videoRenditionsEvents:["addrendition","removerendition"]},mediaRenditionSelected:{get(t){var e,i,r;let{media:a}=t;return(r=(i=a?.videoRenditions)==null?void 0:i[(e=a.videoRenditions)==null?void 0:e.selectedIndex])==null?void 0:r.id},set(t,e){let{media:i}=e;if(!i?.videoRenditions){console.warn("MediaController: Rendition selection not supported by this media.");return}let r=t,a=Array.prototype.findIndex.call(i.videoRenditions,s=>s.id==r);i.videoRenditions.selectedIndex!=a&&(i.videoRenditions.selectedIndex=a)},mediaEvents:["emptied"],videoRenditionsEvents:["addrendition","removerendition","change"]},mediaAudioTrackList:{get(t){var e;let{media:i}=t;return[...(e=i?.audioTracks)!=null?e:[]]},mediaEvents:["emptied","loadstart"],audioTracksEvents:["addtrack","removetrack"]},mediaAudioTrackEnabled:{get(t){var e,i;let{media:r}=t;return(i=[...(e=r?.audioTracks)!=null?e:[]].find(a=>a.enabled))==null?void 0:i.id},set(t,e){let{media:i}=e;if(!i?.audioTracks){console.warn("MediaChrome: Audio track selection not supported by this media.");return}let r=t;for(let a of i.audioTracks)a.enabled=r==a.id},mediaEvents:["emptied"],audioTracksEvents:["addtrack","removetrack","change"]},mediaIsFullscreen:{get(t){return $s(t)},set(t,e,i){var r,a;t?(Bs(e),i.detail&&!((r=e.media)!=null&&r.inert)&&((a=e.media)==null||a.focus())):Ws(e)},rootEvents:["fullscreenchange","webkitfullscreenchange"],mediaEvents:["webkitbeginfullscreen","webkitendfullscreen","webkitpresentationmodechanged"]},mediaIsCasting:{get(t){var e;let{media:i}=t;return!i?.remote||((e=i.remote)==null?void 0:e.state)==="disconnected"?!1:i.remote.state==="connected"},set(t,e){var i,r;let{media:a}=e;if(a&&!(t&&((i=a.remote)==null?void 0:i.state)!=="disconnected")&&!(!t&&((r=a.remote)==null?void 0:r.state)!=="connected")){if(typeof a.remote.prompt!="function"){console.warn("MediaChrome: Casting is not supported in this environment");return}a.remote.prompt().catch(()=>{})}},remoteEvents:["connect","connecting","disconnect"]},mediaIsAirplaying:{get(){return!1},set(t,e){let{media:i}=e;if(i){if(!(i.webkitShowPlaybackTargetPicker&&l.WebKitPlaybackTargetAvailabilityEvent)){console.error("MediaChrome: received a request to select AirPlay but AirPlay is not supported in this environment");return}i.webkitShowPlaybackTargetPicker()}},mediaEvents:["webkitcurrentplaybacktargetiswirelesschanged"]},mediaFullscreenUnavailable:{get(t){let{media:e}=t;if(!Gs||!ea(e))return j.UNSUPPORTED}},mediaPipUnavailable:{get(t){let{media:e}=t;if(!qs||!jr(e))return j.UNSUPPORTED;if(e?.disablePictureInPicture)return j.UNAVAILABLE}},mediaVolumeUnavailable:{get(t){let{media:e}=t;if(Ni===!1||e?.volume==null)return j.UNSUPPORTED},stateOwnersUpdateHandlers:[t=>{Ni==null&&Mn.then(e=>t(e?void 0:j.UNSUPPORTED))}]},mediaCastUnavailable:{get(t,{availability:e="not-available"}={}){var i;let{media:r}=t;if(!Qs||!((i=r?.remote)!=null&&i.state))return j.UNSUPPORTED;if(!(e==null||e==="available"))return j.UNAVAILABLE},stateOwnersUpdateHandlers:[(t,e)=>{var i;let{media:r}=e;return r?(r.disableRemotePlayback||r.hasAttribute("disableremoteplayback")||(i=r?.remote)==null||i.watchAvailability(s=>{t({availability:s?"available":"not-available"})}).catch(s=>{s.name==="NotSupportedError"?t({availability:null}):t({availability:"not-available"})}),()=>{var s;(s=r?.remote)==null||s.cancelWatchAvailability().catch(()=>{})}):void 0}]},mediaAirplayUnavailable:{get(t,e){if(!Ys)return j.UNSUPPORTED;if(e?.availability==="not-available")return j.UNAVAILABLE},mediaEvents:["webkitplaybacktargetavailabilitychanged"],stateOwnersUpdateHandlers:[(t,e)=>{var i;let{media:r}=e;return r?(r.disableRemotePlayback||r.hasAttribute("disableremoteplayback")||(i=r?.remote)==null||i.watchAvailability(s=>{t({availability:s?"available":"not-available"})}).catch(s=>{s.name==="NotSupportedError"?t({availability:null}):t({availability:"not-available"})}),()=>{var s;(s=r?.remote)==null||s.cancelWatchAvailability().catch(()=>{})}):void 0}]},mediaRenditionUnavailable:{get(t){var e;let{media:i}=t;if(!i?.videoRenditions)return j.UNSUPPORTED;if(!((e=i.videoRenditions)!=null&&e.length))return j.UNAVAILABLE},mediaEvents:["emptied","loadstart"],videoRenditionsEvents:["addrendition","removerendition"]},mediaAudioTrackUnavailable:{get(t){var e,i;let{media:r}=t;if(!r?.audioTracks)return j.UNSUPPORTED;if(((i=(e=r.audioTracks)==null?void 0:e.length)!=null?i:0)<=1)return j.UNAVAILABLE},mediaEvents:["emptied","loadstart"],audioTracksEvents:["addtrack","removetrack"]},mediaLang:{get(t){let{options:{mediaLang:e}={}}=t;return e??"en"}}};var Xs={[h.MEDIA_PREVIEW_REQUEST](t,e,{detail:i}){var r,a,s;let{media:n}=e,d=i??void 0,u,y;if(n&&d!=null){let[m]=Je(n,{kind:J.METADATA,label:"thumbnails"}),_=Array.prototype.find.call((r=m?.cues)!=null?r:[],(E,k,I)=>k===0?E.endTime>d:k===I.length-1?E.startTime<=d:E.startTime<=d&&E.endTime>d);if(_){let E=/'^(?:[a-z]+:)?\/\//i.test(_.text)||(a=n?.querySelector('track[label="thumbnails"]'))==null?void 0:a.src,k=new URL(_.text,E);y=new URLSearchParams(k.hash).get("#xywh").split(",").map(X=>+X),u=k.href}}let S=t.mediaDuration.get(e),v=(s=t.mediaChaptersCues.get(e).find((m,_,E)=>_===E.length-1&&S===m.endTime?m.startTime<=d&&m.endTime>=d:m.startTime<=d&&m.endTime>d))==null?void 0:s.text;return i!=null&&v==null&&(v=""),{mediaPreviewTime:d,mediaPreviewImage:u,mediaPreviewCoords:y,mediaPreviewChapter:v}},[h.MEDIA_PAUSE_REQUEST](t,e){t["mediaPaused"].set(!0,e)},[h.MEDIA_PLAY_REQUEST](t,e){var i,r,a,s;let n="mediaPaused",u=t.mediaStreamType.get(e)===te.LIVE,y=!((i=e.options)!=null&&i.noAutoSeekToLive),S=t.mediaTargetLiveWindow.get(e)>0;if(u&&y&&!S){let b=(r=t.mediaSeekable.get(e))==null?void 0:r[1];if(b){let v=(s=(a=e.options)==null?void 0:a.seekToLiveOffset)!=null?s:0,m=b-v;t.mediaCurrentTime.set(m,e)}}t[n].set(!1,e)},[h.MEDIA_PLAYBACK_RATE_REQUEST](t,e,{detail:i}){let r="mediaPlaybackRate",a=i;t[r].set(a,e)},[h.MEDIA_MUTE_REQUEST](t,e){t["mediaMuted"].set(!0,e)},[h.MEDIA_UNMUTE_REQUEST](t,e){let i="mediaMuted";t.mediaVolume.get(e)||t.mediaVolume.set(.25,e),t[i].set(!1,e)},[h.MEDIA_LOOP_REQUEST](t,e,{detail:i}){let r="mediaLoop",a=!!i;return t[r].set(a,e),{mediaLoop:a}},[h.MEDIA_VOLUME_REQUEST](t,e,{detail:i}){let r="mediaVolume",a=i;a&&t.mediaMuted.get(e)&&t.mediaMuted.set(!1,e),t[r].set(a,e)},[h.MEDIA_SEEK_REQUEST](t,e,{detail:i}){let r="mediaCurrentTime",a=i;t[r].set(a,e)},[h.MEDIA_SEEK_TO_LIVE_REQUEST](t,e){var i,r,a;let s="mediaCurrentTime",n=(i=t.mediaSeekable.get(e))==null?void 0:i[1];if(Number.isNaN(Number(n)))return;let d=(a=(r=e.options)==null?void 0:r.seekToLiveOffset)!=null?a:0,u=n-d;t[s].set(u,e)},[h.MEDIA_SHOW_SUBTITLES_REQUEST](t,e,{detail:i}){var r;let{options:a}=e,s=bt(e),n=Xr(i),d=(r=n[0])==null?void 0:r.language;d&&!a.noSubtitlesLangPref&&l.localStorage.setItem("media-chrome-pref-subtitles-lang",d),Ze(De.SHOWING,s,n)},[h.MEDIA_DISABLE_SUBTITLES_REQUEST](t,e,{detail:i}){let r=bt(e),a=i??[];Ze(De.DISABLED,r,a)},[h.MEDIA_TOGGLE_SUBTITLES_REQUEST](t,e,{detail:i}){xi(e,i)},[h.MEDIA_RENDITION_REQUEST](t,e,{detail:i}){let r="mediaRenditionSelected",a=i;t[r].set(a,e)},[h.MEDIA_AUDIO_TRACK_REQUEST](t,e,{detail:i}){let r="mediaAudioTrackEnabled",a=i;t[r].set(a,e)},[h.MEDIA_ENTER_PIP_REQUEST](t,e){let i="mediaIsPip";t.mediaIsFullscreen.get(e)&&t.mediaIsFullscreen.set(!1,e),t[i].set(!0,e)},[h.MEDIA_EXIT_PIP_REQUEST](t,e){t["mediaIsPip"].set(!1,e)},[h.MEDIA_ENTER_FULLSCREEN_REQUEST](t,e,i){let r="mediaIsFullscreen";t.mediaIsPip.get(e)&&t.mediaIsPip.set(!1,e),t[r].set(!0,e,i)},[h.MEDIA_EXIT_FULLSCREEN_REQUEST](t,e){t["mediaIsFullscreen"].set(!1,e)},[h.MEDIA_ENTER_CAST_REQUEST](t,e){let i="mediaIsCasting";t.mediaIsFullscreen.get(e)&&t.mediaIsFullscreen.set(!1,e),t[i].set(!0,e)},[h.MEDIA_EXIT_CAST_REQUEST](t,e){t["mediaIsCasting"].set(!1,e)},[h.MEDIA_AIRPLAY_REQUEST](t,e){t["mediaIsAirplaying"].set(!0,e)}};var Zs=({media:t,fullscreenElement:e,documentElement:i,stateMediator:r=At,requestMap:a=Xs,options:s={},monitorStateOwnersOnlyWithSubscriptions:n=!0})=>{let d=[],u={options:{...s}},y=Object.freeze({mediaPreviewTime:void 0,mediaPreviewImage:void 0,mediaPreviewCoords:void 0,mediaPreviewChapter:void 0}),S=E=>{E!=null&&(Pi(E,y)||(y=Object.freeze({...y,...E}),d.forEach(k=>k(y))))},b=()=>{let E=Object.entries(r).reduce((k,[I,{get:X}])=>(k[I]=X(u),k),{});S(E)},v={},m,_=async(E,k)=>{var I,X,Ot,xt,ot,ke,we,Pt,Ke,Fa,Ba,Wa,$a,Va,Ka,Ga;let Wo=!!m;if(m={...u,...m??{},...E},Wo)return;await zs(...Object.values(E));let nt=d.length>0&&k===0&&n,qa=u.media!==m.media,Ya=((I=u.media)==null?void 0:I.textTracks)!==((X=m.media)==null?void 0:X.textTracks),Qa=((Ot=u.media)==null?void 0:Ot.videoRenditions)!==((xt=m.media)==null?void 0:xt.videoRenditions),za=((ot=u.media)==null?void 0:ot.audioTracks)!==((ke=m.media)==null?void 0:ke.audioTracks),Xa=((we=u.media)==null?void 0:we.remote)!==((Pt=m.media)==null?void 0:Pt.remote),Za=u.documentElement!==m.documentElement,Ja=!!u.media&&(qa||nt),ja=!!((Ke=u.media)!=null&&Ke.textTracks)&&(Ya||nt),es=!!((Fa=u.media)!=null&&Fa.videoRenditions)&&(Qa||nt),ts=!!((Ba=u.media)!=null&&Ba.audioTracks)&&(za||nt),is=!!((Wa=u.media)!=null&&Wa.remote)&&(Xa||nt),rs=!!u.documentElement&&(Za||nt),Rr=Ja||ja||es||ts||is||rs,lt=d.length===0&&k===1&&n,as=!!m.media&&(qa||lt),ss=!!(($a=m.media)!=null&&$a.textTracks)&&(Ya||lt),os=!!((Va=m.media)!=null&&Va.videoRenditions)&&(Qa||lt),ns=!!((Ka=m.media)!=null&&Ka.audioTracks)&&(za||lt),ls=!!((Ga=m.media)!=null&&Ga.remote)&&(Xa||lt),ds=!!m.documentElement&&(Za||lt),us=as||ss||os||ns||ls||ds;if(!(Rr||us)){Object.entries(m).forEach(([R,Nt])=>{u[R]=Nt}),b(),m=void 0;return}Object.entries(r).forEach(([R,{get:Nt,mediaEvents:$o=[],textTracksEvents:Vo=[],videoRenditionsEvents:Ko=[],audioTracksEvents:Go=[],remoteEvents:qo=[],rootEvents:Yo=[],stateOwnersUpdateHandlers:Qo=[]}])=>{v[R]||(v[R]={});let ee=O=>{let N=Nt(u,O);S({[R]:N})},W;W=v[R].mediaEvents,$o.forEach(O=>{W&&Ja&&(u.media.removeEventListener(O,W),v[R].mediaEvents=void 0),as&&(m.media.addEventListener(O,ee),v[R].mediaEvents=ee)}),W=v[R].textTracksEvents,Vo.forEach(O=>{var N,le;W&&ja&&((N=u.media.textTracks)==null||N.removeEventListener(O,W),v[R].textTracksEvents=void 0),ss&&((le=m.media.textTracks)==null||le.addEventListener(O,ee),v[R].textTracksEvents=ee)}),W=v[R].videoRenditionsEvents,Ko.forEach(O=>{var N,le;W&&es&&((N=u.media.videoRenditions)==null||N.removeEventListener(O,W),v[R].videoRenditionsEvents=void 0),os&&((le=m.media.videoRenditions)==null||le.addEventListener(O,ee),v[R].videoRenditionsEvents=ee)}),W=v[R].audioTracksEvents,Go.forEach(O=>{var N,le;W&&ts&&((N=u.media.audioTracks)==null||N.removeEventListener(O,W),v[R].audioTracksEvents=void 0),ns&&((le=m.media.audioTracks)==null||le.addEventListener(O,ee),v[R].audioTracksEvents=ee)}),W=v[R].remoteEvents,qo.forEach(O=>{var N,le;W&&is&&((N=u.media.remote)==null||N.removeEventListener(O,W),v[R].remoteEvents=void 0),ls&&((le=m.media.remote)==null||le.addEventListener(O,ee),v[R].remoteEvents=ee)}),W=v[R].rootEvents,Yo.forEach(O=>{W&&rs&&(u.documentElement.removeEventListener(O,W),v[R].rootEvents=void 0),ds&&(m.documentElement.addEventListener(O,ee),v[R].rootEvents=ee)});let hi=v[R].stateOwnersUpdateHandlers;if(hi&&Rr&&(Array.isArray(hi)?hi:[hi]).forEach(N=>{typeof N=="function"&&N()}),us){let O=Qo.map(N=>N(ee,m)).filter(N=>typeof N=="function");v[R].stateOwnersUpdateHandlers=O.length===1?O[0]:O}else Rr&&(v[R].stateOwnersUpdateHandlers=void 0)}),Object.entries(m).forEach(([R,Nt])=>{u[R]=Nt}),b(),m=void 0};return _({media:t,fullscreenElement:e,documentElement:i,options:s}),{dispatch(E){let{type:k,detail:I}=E;if(a[k]&&y.mediaErrorCode==null){S(a[k](r,u,E));return}k==="mediaelementchangerequest"?_({media:I}):k==="fullscreenelementchangerequest"?_({fullscreenElement:I}):k==="documentelementchangerequest"?_({documentElement:I}):k==="optionschangerequest"&&(Object.entries(I??{}).forEach(([X,Ot])=>{u.options[X]=Ot}),b())},getState(){return y},subscribe(E){return _({},d.length+1),d.push(E),E(y),()=>{let k=d.indexOf(E);k>=0&&(_({},d.length-1),d.splice(k,1))}}}};var na=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},p=(t,e,i)=>(na(t,e,"read from private field"),i?i.call(t):e.get(t)),ie=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},he=(t,e,i,r)=>(na(t,e,"write to private field"),r?r.call(t,i):e.set(t,i),i),Ne=(t,e,i)=>(na(t,e,"access private method"),i),Re,Yt,w,re,Qt,fe,Hi,zt,Fi,ia,et,Bi,ra,Xt,Wi,aa,ao,so=["ArrowLeft","ArrowRight","ArrowUp","ArrowDown","Enter"," ","f","m","k","c","l","j",">","<","p"],Js=10,js=.025,eo=.25,Dn=.25,Cn=2,c={DEFAULT_SUBTITLES:"defaultsubtitles",DEFAULT_STREAM_TYPE:"defaultstreamtype",DEFAULT_DURATION:"defaultduration",FULLSCREEN_ELEMENT:"fullscreenelement",HOTKEYS:"hotkeys",KEYBOARD_BACKWARD_SEEK_OFFSET:"keyboardbackwardseekoffset",KEYBOARD_FORWARD_SEEK_OFFSET:"keyboardforwardseekoffset",KEYBOARD_DOWN_VOLUME_STEP:"keyboarddownvolumestep",KEYBOARD_UP_VOLUME_STEP:"keyboardupvolumestep",KEYS_USED:"keysused",LANG:"lang",LOOP:"loop",LIVE_EDGE_OFFSET:"liveedgeoffset",NO_AUTO_SEEK_TO_LIVE:"noautoseektolive",NO_DEFAULT_STORE:"nodefaultstore",NO_HOTKEYS:"nohotkeys",NO_MUTED_PREF:"nomutedpref",NO_SUBTITLES_LANG_PREF:"nosubtitleslangpref",NO_VOLUME_PREF:"novolumepref",SEEK_TO_LIVE_OFFSET:"seektoliveoffset"},sa=class extends qe{constructor(){super(),ie(this,Fi),ie(this,Bi),ie(this,Xt),ie(this,aa),this.mediaStateReceivers=[],this.associatedElementSubscriptions=new Map,ie(this,Re,new Ci(this,c.HOTKEYS)),ie(this,Yt,void 0),ie(this,w,void 0),ie(this,re,null),ie(this,Qt,void 0),ie(this,fe,void 0),ie(this,Hi,i=>{var r;(r=p(this,w))==null||r.dispatch(i)}),ie(this,zt,void 0),ie(this,et,i=>{let{key:r,shiftKey:a}=i;if(!(a&&(r==="/"||r==="?")||so.includes(r))){this.removeEventListener("keyup",p(this,et));return}this.keyboardShortcutHandler(i)}),this.associateElement(this);let e={};he(this,Qt,i=>{Object.entries(i).forEach(([r,a])=>{if(r in e&&e[r]===a)return;this.propagateMediaState(r,a);let s=r.toLowerCase(),n=new l.CustomEvent(fs[s],{composed:!0,detail:a});this.dispatchEvent(n)}),e=i})}static get observedAttributes(){return super.observedAttributes.concat(c.NO_HOTKEYS,c.HOTKEYS,c.DEFAULT_STREAM_TYPE,c.DEFAULT_SUBTITLES,c.DEFAULT_DURATION,c.NO_MUTED_PREF,c.NO_VOLUME_PREF,c.LANG,c.LOOP,c.LIVE_EDGE_OFFSET,c.SEEK_TO_LIVE_OFFSET,c.NO_AUTO_SEEK_TO_LIVE)}get mediaStore(){return p(this,w)}set mediaStore(e){var i,r;if(p(this,w)&&((i=p(this,fe))==null||i.call(this),he(this,fe,void 0)),he(this,w,e),!p(this,w)&&!this.hasAttribute(c.NO_DEFAULT_STORE)){Ne(this,Fi,ia).call(this);return}he(this,fe,(r=p(this,w))==null?void 0:r.subscribe(p(this,Qt)))}get fullscreenElement(){var e;return(e=p(this,Yt))!=null?e:this}set fullscreenElement(e){var i;this.hasAttribute(c.FULLSCREEN_ELEMENT)&&this.removeAttribute(c.FULLSCREEN_ELEMENT),he(this,Yt,e),(i=p(this,w))==null||i.dispatch({type:"fullscreenelementchangerequest",detail:this.fullscreenElement})}get defaultSubtitles(){return A(this,c.DEFAULT_SUBTITLES)}set defaultSubtitles(e){T(this,c.DEFAULT_SUBTITLES,e)}get defaultStreamType(){return D(this,c.DEFAULT_STREAM_TYPE)}set defaultStreamType(e){L(this,c.DEFAULT_STREAM_TYPE,e)}get defaultDuration(){return Q(this,c.DEFAULT_DURATION)}set defaultDuration(e){z(this,c.DEFAULT_DURATION,e)}get noHotkeys(){return A(this,c.NO_HOTKEYS)}set noHotkeys(e){T(this,c.NO_HOTKEYS,e)}get keysUsed(){return D(this,c.KEYS_USED)}set keysUsed(e){L(this,c.KEYS_USED,e)}get liveEdgeOffset(){return Q(this,c.LIVE_EDGE_OFFSET)}set liveEdgeOffset(e){z(this,c.LIVE_EDGE_OFFSET,e)}get noAutoSeekToLive(){return A(this,c.NO_AUTO_SEEK_TO_LIVE)}set noAutoSeekToLive(e){T(this,c.NO_AUTO_SEEK_TO_LIVE,e)}get noVolumePref(){return A(this,c.NO_VOLUME_PREF)}set noVolumePref(e){T(this,c.NO_VOLUME_PREF,e)}get noMutedPref(){return A(this,c.NO_MUTED_PREF)}set noMutedPref(e){T(this,c.NO_MUTED_PREF,e)}get noSubtitlesLangPref(){return A(this,c.NO_SUBTITLES_LANG_PREF)}set noSubtitlesLangPref(e){T(this,c.NO_SUBTITLES_LANG_PREF,e)}get noDefaultStore(){return A(this,c.NO_DEFAULT_STORE)}set noDefaultStore(e){T(this,c.NO_DEFAULT_STORE,e)}get resolvedLang(){return hs()}attributeChangedCallback(e,i,r){var a,s,n,d,u,y,S,b,v,m,_,E;if(super.attributeChangedCallback(e,i,r),e===c.NO_HOTKEYS)r!==i&&r===""?(this.hasAttribute(c.HOTKEYS)&&console.warn("Media Chrome: Both `hotkeys` and `nohotkeys` have been set. All hotkeys will be disabled."),this.disableHotkeys()):r!==i&&r===null&&this.enableHotkeys(),Ne(this,Xt,Wi).call(this);else if(e===c.HOTKEYS)p(this,Re).value=r,Ne(this,Xt,Wi).call(this);else if(e===c.DEFAULT_SUBTITLES&&r!==i)(a=p(this,w))==null||a.dispatch({type:"optionschangerequest",detail:{defaultSubtitles:this.hasAttribute(c.DEFAULT_SUBTITLES)}});else if(e===c.DEFAULT_STREAM_TYPE)(n=p(this,w))==null||n.dispatch({type:"optionschangerequest",detail:{defaultStreamType:(s=this.getAttribute(c.DEFAULT_STREAM_TYPE))!=null?s:void 0}});else if(e===c.LIVE_EDGE_OFFSET&&r!==i)(d=p(this,w))==null||d.dispatch({type:"optionschangerequest",detail:{liveEdgeOffset:this.hasAttribute(c.LIVE_EDGE_OFFSET)?+this.getAttribute(c.LIVE_EDGE_OFFSET):void 0,seekToLiveOffset:this.hasAttribute(c.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(c.SEEK_TO_LIVE_OFFSET):this.hasAttribute(c.LIVE_EDGE_OFFSET)?+this.getAttribute(c.LIVE_EDGE_OFFSET):void 0}});else if(e===c.SEEK_TO_LIVE_OFFSET&&r!==i)(u=p(this,w))==null||u.dispatch({type:"optionschangerequest",detail:{seekToLiveOffset:this.hasAttribute(c.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(c.SEEK_TO_LIVE_OFFSET):this.hasAttribute(c.LIVE_EDGE_OFFSET)?+this.getAttribute(c.LIVE_EDGE_OFFSET):void 0}});else if(e===c.NO_AUTO_SEEK_TO_LIVE)(y=p(this,w))==null||y.dispatch({type:"optionschangerequest",detail:{noAutoSeekToLive:this.hasAttribute(c.NO_AUTO_SEEK_TO_LIVE)}});else if(e===c.FULLSCREEN_ELEMENT){let k=r?(S=this.getRootNode())==null?void 0:S.getElementById(r):void 0;he(this,Yt,k),(b=p(this,w))==null||b.dispatch({type:"fullscreenelementchangerequest",detail:this.fullscreenElement})}else e===c.LANG&&r!==i?(cs(r),(v=p(this,w))==null||v.dispatch({type:"optionschangerequest",detail:{mediaLang:r}})):e===c.LOOP&&r!==i?(m=p(this,w))==null||m.dispatch({type:h.MEDIA_LOOP_REQUEST,detail:r!=null}):e===c.NO_VOLUME_PREF&&r!==i?(_=p(this,w))==null||_.dispatch({type:"optionschangerequest",detail:{noVolumePref:this.hasAttribute(c.NO_VOLUME_PREF)}}):e===c.NO_MUTED_PREF&&r!==i&&((E=p(this,w))==null||E.dispatch({type:"optionschangerequest",detail:{noMutedPref:this.hasAttribute(c.NO_MUTED_PREF)}}))}connectedCallback(){var e,i,r;this.associateElement(this),!p(this,w)&&!this.hasAttribute(c.NO_DEFAULT_STORE)&&Ne(this,Fi,ia).call(this),(e=p(this,w))==null||e.dispatch({type:"documentelementchangerequest",detail:H}),(i=p(this,w))==null||i.dispatch({type:"fullscreenelementchangerequest",detail:this.fullscreenElement}),super.connectedCallback(),p(this,w)&&!p(this,fe)&&he(this,fe,(r=p(this,w))==null?void 0:r.subscribe(p(this,Qt))),p(this,zt)!==void 0&&p(this,w)&&this.media&&setTimeout(()=>{var a,s,n;(s=(a=this.media)==null?void 0:a.textTracks)!=null&&s.length&&((n=p(this,w))==null||n.dispatch({type:h.MEDIA_TOGGLE_SUBTITLES_REQUEST,detail:p(this,zt)}))},0),this.hasAttribute(c.NO_HOTKEYS)?this.disableHotkeys():this.enableHotkeys()}disconnectedCallback(){var e,i,r,a,s,n;if((e=super.disconnectedCallback)==null||e.call(this),this.disableHotkeys(),p(this,w)){let d=p(this,w).getState();he(this,zt,!!((i=d.mediaSubtitlesShowing)!=null&&i.length)),(r=p(this,w))==null||r.dispatch({type:"fullscreenelementchangerequest",detail:void 0}),(a=p(this,w))==null||a.dispatch({type:"documentelementchangerequest",detail:void 0}),(s=p(this,w))==null||s.dispatch({type:h.MEDIA_TOGGLE_SUBTITLES_REQUEST,detail:!1})}p(this,fe)&&((n=p(this,fe))==null||n.call(this),he(this,fe,void 0)),this.unassociateElement(this),p(this,re)&&(p(this,re).remove(),he(this,re,null))}mediaSetCallback(e){var i;super.mediaSetCallback(e),(i=p(this,w))==null||i.dispatch({type:"mediaelementchangerequest",detail:e}),e.hasAttribute("tabindex")||(e.tabIndex=-1)}mediaUnsetCallback(e){var i;super.mediaUnsetCallback(e),(i=p(this,w))==null||i.dispatch({type:"mediaelementchangerequest",detail:void 0})}propagateMediaState(e,i){ro(this.mediaStateReceivers,e,i)}associateElement(e){if(!e)return;let{associatedElementSubscriptions:i}=this;if(i.has(e))return;let r=this.registerMediaStateReceiver.bind(this),a=this.unregisterMediaStateReceiver.bind(this),s=Hn(e,r,a);Object.values(h).forEach(n=>{e.addEventListener(n,p(this,Hi))}),i.set(e,s)}unassociateElement(e){if(!e)return;let{associatedElementSubscriptions:i}=this;if(!i.has(e))return;i.get(e)(),i.delete(e),Object.values(h).forEach(a=>{e.removeEventListener(a,p(this,Hi))})}registerMediaStateReceiver(e){if(!e)return;let i=this.mediaStateReceivers;i.indexOf(e)>-1||(i.push(e),p(this,w)&&Object.entries(p(this,w).getState()).forEach(([a,s])=>{ro([e],a,s)}))}unregisterMediaStateReceiver(e){let i=this.mediaStateReceivers,r=i.indexOf(e);r<0||i.splice(r,1)}enableHotkeys(){this.addEventListener("keydown",Ne(this,Bi,ra))}disableHotkeys(){this.removeEventListener("keydown",Ne(this,Bi,ra)),this.removeEventListener("keyup",p(this,et))}get hotkeys(){return p(this,Re)}set hotkeys(e){L(this,c.HOTKEYS,e)}keyboardShortcutHandler(e){var i,r,a,s,n,d,u,y,S;let b=e.target;if(((a=(r=(i=b.getAttribute(c.KEYS_USED))==null?void 0:i.split(" "))!=null?r:b?.keysUsed)!=null?a:[]).map(I=>I==="Space"?" ":I).filter(Boolean).includes(e.key))return;let m,_,E;if(!(p(this,Re).contains(Li(e.key))||e.shiftKey&&(e.key==="/"||e.key==="?")&&p(this,Re).contains("noshift+/")))switch(e.key){case" ":case"k":m=p(this,w).getState().mediaPaused?h.MEDIA_PLAY_REQUEST:h.MEDIA_PAUSE_REQUEST,this.dispatchEvent(new l.CustomEvent(m,{composed:!0,bubbles:!0}));break;case"m":m=this.mediaStore.getState().mediaVolumeLevel==="off"?h.MEDIA_UNMUTE_REQUEST:h.MEDIA_MUTE_REQUEST,this.dispatchEvent(new l.CustomEvent(m,{composed:!0,bubbles:!0}));break;case"f":m=this.mediaStore.getState().mediaIsFullscreen?h.MEDIA_EXIT_FULLSCREEN_REQUEST:h.MEDIA_ENTER_FULLSCREEN_REQUEST,this.dispatchEvent(new l.CustomEvent(m,{composed:!0,bubbles:!0}));break;case"c":this.dispatchEvent(new l.CustomEvent(h.MEDIA_TOGGLE_SUBTITLES_REQUEST,{composed:!0,bubbles:!0}));break;case"ArrowLeft":case"j":{let I=this.hasAttribute(c.KEYBOARD_BACKWARD_SEEK_OFFSET)?+this.getAttribute(c.KEYBOARD_BACKWARD_SEEK_OFFSET):Js;_=Math.max(((s=this.mediaStore.getState().mediaCurrentTime)!=null?s:0)-I,0),E=new l.CustomEvent(h.MEDIA_SEEK_REQUEST,{composed:!0,bubbles:!0,detail:_}),this.dispatchEvent(E);break}case"ArrowRight":case"l":{let I=this.hasAttribute(c.KEYBOARD_FORWARD_SEEK_OFFSET)?+this.getAttribute(c.KEYBOARD_FORWARD_SEEK_OFFSET):Js;_=Math.max(((n=this.mediaStore.getState().mediaCurrentTime)!=null?n:0)+I,0),E=new l.CustomEvent(h.MEDIA_SEEK_REQUEST,{composed:!0,bubbles:!0,detail:_}),this.dispatchEvent(E);break}case"ArrowUp":{let I=this.hasAttribute(c.KEYBOARD_UP_VOLUME_STEP)?+this.getAttribute(c.KEYBOARD_UP_VOLUME_STEP):js;_=Math.min(((d=this.mediaStore.getState().mediaVolume)!=null?d:1)+I,1),E=new l.CustomEvent(h.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:_}),this.dispatchEvent(E);break}case"ArrowDown":{let I=this.hasAttribute(c.KEYBOARD_DOWN_VOLUME_STEP)?+this.getAttribute(c.KEYBOARD_DOWN_VOLUME_STEP):js;_=Math.max(((u=this.mediaStore.getState().mediaVolume)!=null?u:1)-I,0),E=new l.CustomEvent(h.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:_}),this.dispatchEvent(E);break}case"<":{let I=(y=this.mediaStore.getState().mediaPlaybackRate)!=null?y:1;_=Math.max(I-eo,Dn).toFixed(2),E=new l.CustomEvent(h.MEDIA_PLAYBACK_RATE_REQUEST,{composed:!0,bubbles:!0,detail:_}),this.dispatchEvent(E);break}case">":{let I=(S=this.mediaStore.getState().mediaPlaybackRate)!=null?S:1;_=Math.min(I+eo,Cn).toFixed(2),E=new l.CustomEvent(h.MEDIA_PLAYBACK_RATE_REQUEST,{composed:!0,bubbles:!0,detail:_}),this.dispatchEvent(E);break}case"/":case"?":{e.shiftKey&&Ne(this,aa,ao).call(this);break}case"p":{m=this.mediaStore.getState().mediaIsPip?h.MEDIA_EXIT_PIP_REQUEST:h.MEDIA_ENTER_PIP_REQUEST,E=new l.CustomEvent(m,{composed:!0,bubbles:!0}),this.dispatchEvent(E);break}default:break}}};Re=new WeakMap;Yt=new WeakMap;w=new WeakMap;re=new WeakMap;Qt=new WeakMap;fe=new WeakMap;Hi=new WeakMap;zt=new WeakMap;Fi=new WeakSet;ia=function(){var t;this.mediaStore=Zs({media:this.media,fullscreenElement:this.fullscreenElement,options:{defaultSubtitles:this.hasAttribute(c.DEFAULT_SUBTITLES),defaultDuration:this.hasAttribute(c.DEFAULT_DURATION)?+this.getAttribute(c.DEFAULT_DURATION):void 0,defaultStreamType:(t=this.getAttribute(c.DEFAULT_STREAM_TYPE))!=null?t:void 0,liveEdgeOffset:this.hasAttribute(c.LIVE_EDGE_OFFSET)?+this.getAttribute(c.LIVE_EDGE_OFFSET):void 0,seekToLiveOffset:this.hasAttribute(c.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(c.SEEK_TO_LIVE_OFFSET):this.hasAttribute(c.LIVE_EDGE_OFFSET)?+this.getAttribute(c.LIVE_EDGE_OFFSET):void 0,noAutoSeekToLive:this.hasAttribute(c.NO_AUTO_SEEK_TO_LIVE),noVolumePref:this.hasAttribute(c.NO_VOLUME_PREF),noMutedPref:this.hasAttribute(c.NO_MUTED_PREF),noSubtitlesLangPref:this.hasAttribute(c.NO_SUBTITLES_LANG_PREF)}})};et=new WeakMap;Bi=new WeakSet;ra=function(t){var e;let{metaKey:i,altKey:r,key:a,shiftKey:s}=t,n=s&&(a==="/"||a==="?");if(n&&((e=p(this,re))!=null&&e.open)){this.removeEventListener("keyup",p(this,et));return}if(i||r||!n&&!so.includes(a)){this.removeEventListener("keyup",p(this,et));return}let d=t.target,u=d instanceof HTMLElement&&(d.tagName.toLowerCase()==="media-volume-range"||d.tagName.toLowerCase()==="media-time-range");[" ","ArrowLeft","ArrowRight","ArrowUp","ArrowDown"].includes(a)&&!p(this,Re).contains(Li(a))&&!u&&t.preventDefault(),this.addEventListener("keyup",p(this,et),{once:!0})};Xt=new WeakSet;Wi=function(){p(this,re)&&(p(this,re).hotkeys=p(this,Re).value||void 0,(this.noHotkeys||p(this,Re).contains("noshift+/"))&&(p(this,re).open=!1))};aa=new WeakSet;ao=function(){p(this,re)||(he(this,re,H.createElement("media-keyboard-shortcuts-dialog")),Ne(this,Xt,Wi).call(this),this.appendChild(p(this,re))),p(this,re).open=!0};var Un=Object.values(o),On=Object.values(Cr),oo=t=>{var e,i,r,a;let{observedAttributes:s}=t.constructor;!s&&((e=t.nodeName)!=null&&e.includes("-"))&&(l.customElements.upgrade(t),{observedAttributes:s}=t.constructor);let n=(a=(r=(i=t?.getAttribute)==null?void 0:i.call(t,M.MEDIA_CHROME_ATTRIBUTES))==null?void 0:r.split)==null?void 0:a.call(r,/\s+/);return Array.isArray(s||n)?(s||n).filter(d=>Un.includes(d)):[]},xn=t=>{var e,i;return(e=t.nodeName)!=null&&e.includes("-")&&l.customElements.get((i=t.nodeName)==null?void 0:i.toLowerCase())&&!(t instanceof l.customElements.get(t.nodeName.toLowerCase()))&&l.customElements.upgrade(t),On.some(r=>r in t)},oa=t=>xn(t)||!!oo(t).length,to=t=>{var e;return(e=t?.join)==null?void 0:e.call(t,":")},io={[o.MEDIA_SUBTITLES_LIST]:Zr,[o.MEDIA_SUBTITLES_SHOWING]:Zr,[o.MEDIA_SEEKABLE]:to,[o.MEDIA_BUFFERED]:t=>t?.map(to).join(" "),[o.MEDIA_PREVIEW_COORDS]:t=>t?.join(" "),[o.MEDIA_RENDITION_LIST]:xs,[o.MEDIA_AUDIO_TRACK_LIST]:Ps},Pn=async(t,e,i)=>{var r,a;if(t.isConnected||await Ui(0),typeof i=="boolean"||i==null)return T(t,e,i);if(typeof i=="number")return z(t,e,i);if(typeof i=="string")return L(t,e,i);if(Array.isArray(i)&&!i.length)return t.removeAttribute(e);let s=(a=(r=io[e])==null?void 0:r.call(io,i))!=null?a:i;return t.setAttribute(e,s)},Nn=t=>{var e;return!!((e=t.closest)!=null&&e.call(t,'*[slot="media"]'))},je=(t,e)=>{if(Nn(t))return;let i=(a,s)=>{var n,d;oa(a)&&s(a);let{children:u=[]}=a??{},y=(d=(n=a?.shadowRoot)==null?void 0:n.children)!=null?d:[];[...u,...y].forEach(b=>je(b,s))},r=t?.nodeName.toLowerCase();if(r.includes("-")&&!oa(t)){l.customElements.whenDefined(r).then(()=>{i(t,e)});return}i(t,e)},ro=(t,e,i)=>{t.forEach(r=>{if(e in r){r[e]=i;return}let a=oo(r),s=e.toLowerCase();a.includes(s)&&Pn(r,s,i)})},Hn=(t,e,i)=>{je(t,e);let r=S=>{var b;let v=(b=S?.composedPath()[0])!=null?b:S.target;e(v)},a=S=>{var b;let v=(b=S?.composedPath()[0])!=null?b:S.target;i(v)};t.addEventListener(h.REGISTER_MEDIA_STATE_RECEIVER,r),t.addEventListener(h.UNREGISTER_MEDIA_STATE_RECEIVER,a);let s=S=>{S.forEach(b=>{let{addedNodes:v=[],removedNodes:m=[],type:_,target:E,attributeName:k}=b;_==="childList"?(Array.prototype.forEach.call(v,I=>je(I,e)),Array.prototype.forEach.call(m,I=>je(I,i))):_==="attributes"&&k===M.MEDIA_CHROME_ATTRIBUTES&&(oa(E)?e(E):i(E))})},n=[],d=S=>{let b=S.target;b.name!=="media"&&(n.forEach(v=>je(v,i)),n=[...b.assignedElements({flatten:!0})],n.forEach(v=>je(v,e)))};t.addEventListener("slotchange",d);let u=new MutationObserver(s);return u.observe(t,{childList:!0,attributes:!0,subtree:!0}),()=>{je(t,i),t.removeEventListener("slotchange",d),u.disconnect(),t.removeEventListener(h.REGISTER_MEDIA_STATE_RECEIVER,r),t.removeEventListener(h.UNREGISTER_MEDIA_STATE_RECEIVER,a)}};l.customElements.get("media-controller")||l.customElements.define("media-controller",sa);var no=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},$i=(t,e,i)=>(no(t,e,"read from private field"),i?i.call(t):e.get(t)),Fn=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Vi=(t,e,i,r)=>(no(t,e,"write to private field"),r?r.call(t,i):e.set(t,i),i),_e;function Bn(t){return`
    <style>
      :host {
        
        box-sizing: border-box;
        display: var(--media-control-display, var(--media-control-bar-display, inline-flex));
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        --media-loading-indicator-icon-height: 44px;
      }

      ::slotted(media-time-range),
      ::slotted(media-volume-range) {
        min-height: 100%;
      }

      ::slotted(media-time-range),
      ::slotted(media-clip-selector) {
        flex-grow: 1;
      }

      ::slotted([role="menu"]) {
        position: absolute;
      }
    </style>

    <slot></slot>
  `}var Zt=class extends l.HTMLElement{constructor(){if(super(),Fn(this,_e,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=$(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[M.MEDIA_CONTROLLER]}attributeChangedCallback(e,i,r){var a,s,n,d,u;e===M.MEDIA_CONTROLLER&&(i&&((s=(a=$i(this,_e))==null?void 0:a.unassociateElement)==null||s.call(a,this),Vi(this,_e,null)),r&&this.isConnected&&(Vi(this,_e,(n=this.getRootNode())==null?void 0:n.getElementById(r)),(u=(d=$i(this,_e))==null?void 0:d.associateElement)==null||u.call(d,this)))}connectedCallback(){var e,i,r;let a=this.getAttribute(M.MEDIA_CONTROLLER);a&&(Vi(this,_e,(e=this.getRootNode())==null?void 0:e.getElementById(a)),(r=(i=$i(this,_e))==null?void 0:i.associateElement)==null||r.call(i,this))}disconnectedCallback(){var e,i;(i=(e=$i(this,_e))==null?void 0:e.unassociateElement)==null||i.call(e,this),Vi(this,_e,null)}};_e=new WeakMap;Zt.shadowRootOptions={mode:"open"};Zt.getTemplateHTML=Bn;l.customElements.get("media-control-bar")||l.customElements.define("media-control-bar",Zt);var Tt={PLACEMENT:"placement",BOUNDS:"bounds"};function Wn(t){return`
    <style>
      :host {
        --_tooltip-background-color: var(--media-tooltip-background-color, var(--media-secondary-color, rgba(20, 20, 30, .7)));
        --_tooltip-background: var(--media-tooltip-background, var(--_tooltip-background-color));
        --_tooltip-arrow-half-width: calc(var(--media-tooltip-arrow-width, 12px) / 2);
        --_tooltip-arrow-height: var(--media-tooltip-arrow-height, 5px);
        --_tooltip-arrow-background: var(--media-tooltip-arrow-color, var(--_tooltip-background-color));
        position: relative;
        pointer-events: none;
        display: var(--media-tooltip-display, inline-flex);
        justify-content: center;
        align-items: center;
        box-sizing: border-box;
        z-index: var(--media-tooltip-z-index, 1);
        background: var(--_tooltip-background);
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        font: var(--media-font,
          var(--media-font-weight, 400)
          var(--media-font-size, 13px) /
          var(--media-text-content-height, var(--media-control-height, 18px))
          var(--media-font-family, helvetica neue, segoe ui, roboto, arial, sans-serif));
        padding: var(--media-tooltip-padding, .35em .7em);
        border: var(--media-tooltip-border, none);
        border-radius: var(--media-tooltip-border-radius, 5px);
        filter: var(--media-tooltip-filter, drop-shadow(0 0 4px rgba(0, 0, 0, .2)));
        white-space: var(--media-tooltip-white-space, nowrap);
      }

      :host([hidden]) {
        display: none;
      }

      img, svg {
        display: inline-block;
      }

      #arrow {
        position: absolute;
        width: 0px;
        height: 0px;
        border-style: solid;
        display: var(--media-tooltip-arrow-display, block);
      }

      :host(:not([placement])),
      :host([placement="top"]) {
        position: absolute;
        bottom: calc(100% + var(--media-tooltip-distance, 12px));
        left: 50%;
        transform: translate(calc(-50% - var(--media-tooltip-offset-x, 0px)), 0);
      }
      :host(:not([placement])) #arrow,
      :host([placement="top"]) #arrow {
        top: 100%;
        left: 50%;
        border-width: var(--_tooltip-arrow-height) var(--_tooltip-arrow-half-width) 0 var(--_tooltip-arrow-half-width);
        border-color: var(--_tooltip-arrow-background) transparent transparent transparent;
        transform: translate(calc(-50% + var(--media-tooltip-offset-x, 0px)), 0);
      }

      :host([placement="right"]) {
        position: absolute;
        left: calc(100% + var(--media-tooltip-distance, 12px));
        top: 50%;
        transform: translate(0, -50%);
      }
      :host([placement="right"]) #arrow {
        top: 50%;
        right: 100%;
        border-width: var(--_tooltip-arrow-half-width) var(--_tooltip-arrow-height) var(--_tooltip-arrow-half-width) 0;
        border-color: transparent var(--_tooltip-arrow-background) transparent transparent;
        transform: translate(0, -50%);
      }

      :host([placement="bottom"]) {
        position: absolute;
        top: calc(100% + var(--media-tooltip-distance, 12px));
        left: 50%;
        transform: translate(calc(-50% - var(--media-tooltip-offset-x, 0px)), 0);
      }
      :host([placement="bottom"]) #arrow {
        bottom: 100%;
        left: 50%;
        border-width: 0 var(--_tooltip-arrow-half-width) var(--_tooltip-arrow-height) var(--_tooltip-arrow-half-width);
        border-color: transparent transparent var(--_tooltip-arrow-background) transparent;
        transform: translate(calc(-50% + var(--media-tooltip-offset-x, 0px)), 0);
      }

      :host([placement="left"]) {
        position: absolute;
        right: calc(100% + var(--media-tooltip-distance, 12px));
        top: 50%;
        transform: translate(0, -50%);
      }
      :host([placement="left"]) #arrow {
        top: 50%;
        left: 100%;
        border-width: var(--_tooltip-arrow-half-width) 0 var(--_tooltip-arrow-half-width) var(--_tooltip-arrow-height);
        border-color: transparent transparent transparent var(--_tooltip-arrow-background);
        transform: translate(0, -50%);
      }
      
      :host([placement="none"]) #arrow {
        display: none;
      }
    </style>
    <slot></slot>
    <div id="arrow"></div>
  `}var It=class extends l.HTMLElement{constructor(){if(super(),this.updateXOffset=()=>{var e;if(!gi(this,{checkOpacity:!1,checkVisibilityCSS:!1}))return;let i=this.placement;if(i==="left"||i==="right"){this.style.removeProperty("--media-tooltip-offset-x");return}let r=getComputedStyle(this),a=(e=Ce(this,"#"+this.bounds))!=null?e:As(this);if(!a)return;let{x:s,width:n}=a.getBoundingClientRect(),{x:d,width:u}=this.getBoundingClientRect(),y=d+u,S=s+n,b=r.getPropertyValue("--media-tooltip-offset-x"),v=b?parseFloat(b.replace("px","")):0,m=r.getPropertyValue("--media-tooltip-container-margin"),_=m?parseFloat(m.replace("px","")):0,E=d-s+v-_,k=y-S+v+_;if(E<0){this.style.setProperty("--media-tooltip-offset-x",`${E}px`);return}if(k>0){this.style.setProperty("--media-tooltip-offset-x",`${k}px`);return}this.style.removeProperty("--media-tooltip-offset-x")},!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=$(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}if(this.arrowEl=this.shadowRoot.querySelector("#arrow"),Object.prototype.hasOwnProperty.call(this,"placement")){let e=this.placement;delete this.placement,this.placement=e}}static get observedAttributes(){return[Tt.PLACEMENT,Tt.BOUNDS]}get placement(){return D(this,Tt.PLACEMENT)}set placement(e){L(this,Tt.PLACEMENT,e)}get bounds(){return D(this,Tt.BOUNDS)}set bounds(e){L(this,Tt.BOUNDS,e)}};It.shadowRootOptions={mode:"open"};It.getTemplateHTML=Wn;l.customElements.get("media-tooltip")||l.customElements.define("media-tooltip",It);var la=It;var ca=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},F=(t,e,i)=>(ca(t,e,"read from private field"),i?i.call(t):e.get(t)),tt=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Ki=(t,e,i,r)=>(ca(t,e,"write to private field"),r?r.call(t,i):e.set(t,i),i),lo=(t,e,i)=>(ca(t,e,"access private method"),i),ge,yt,da,uo,Fe,St,Gi,ua,co,He={TOOLTIP_PLACEMENT:"tooltipplacement",DISABLED:"disabled",NO_TOOLTIP:"notooltip"};function $n(t,e={}){return`
    <style>
      :host {
        position: relative;
        font: var(--media-font,
          var(--media-font-weight, bold)
          var(--media-font-size, 14px) /
          var(--media-text-content-height, var(--media-control-height, 24px))
          var(--media-font-family, helvetica neue, segoe ui, roboto, arial, sans-serif));
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        background: var(--media-control-background, var(--media-secondary-color, rgb(20 20 30 / .7)));
        padding: var(--media-button-padding, var(--media-control-padding, 10px));
        justify-content: var(--media-button-justify-content, center);
        display: inline-flex;
        align-items: center;
        vertical-align: middle;
        box-sizing: border-box;
        transition: background .15s linear;
        pointer-events: auto;
        cursor: var(--media-cursor, pointer);
        -webkit-tap-highlight-color: transparent;
      }

      
      :host(:focus-visible) {
        box-shadow: var(--media-focus-box-shadow, inset 0 0 0 2px rgb(27 127 204 / .9));
        outline: 0;
      }
      
      :host(:where(:focus)) {
        box-shadow: none;
        outline: 0;
      }

      :host(:hover) {
        background: var(--media-control-hover-background, rgba(50 50 70 / .7));
      }

      slot[name="icon"] {
        display: inline-flex;
        align-items: center;
      }

      svg, img, ::slotted(svg), ::slotted(img) {
        width: var(--media-button-icon-width);
        height: var(--media-button-icon-height, var(--media-control-height, 24px));
        transform: var(--media-button-icon-transform);
        transition: var(--media-button-icon-transition);
        fill: var(--media-icon-color, var(--media-primary-color, rgb(238 238 238)));
        vertical-align: middle;
        max-width: 100%;
        max-height: 100%;
        min-width: 100%;
      }

      media-tooltip {
        
        max-width: 0;
        overflow-x: clip;
        opacity: 0;
        transition: opacity .3s, max-width 0s 9s;
      }

      :host(:hover) media-tooltip,
      :host(:focus-visible) media-tooltip {
        max-width: 100vw;
        opacity: 1;
        transition: opacity .3s;
      }

      :host([notooltip]) slot[name="tooltip"] {
        display: none;
      }
    </style>

    ${this.getSlotTemplateHTML(t,e)}

    <slot name="tooltip">
      <media-tooltip part="tooltip" aria-hidden="true">
        <template shadowrootmode="${la.shadowRootOptions.mode}">
          ${la.getTemplateHTML({})}
        </template>
        <slot name="tooltip-content">
          ${this.getTooltipContentHTML(t)}
        </slot>
      </media-tooltip>
    </slot>
  `}function Vn(t,e){return`
    <slot></slot>
  `}function Kn(){return""}var q=class extends l.HTMLElement{constructor(){if(super(),tt(this,da),tt(this,ua),tt(this,ge,void 0),this.preventClick=!1,this.tooltipEl=null,tt(this,yt,e=>{this.preventClick||this.handleClick(e),setTimeout(F(this,Fe),0)}),tt(this,Fe,()=>{var e,i;(i=(e=this.tooltipEl)==null?void 0:e.updateXOffset)==null||i.call(e)}),tt(this,St,e=>{let{key:i}=e;if(!this.keysUsed.includes(i)){this.removeEventListener("keyup",F(this,St));return}this.preventClick||this.handleClick(e)}),tt(this,Gi,e=>{let{metaKey:i,altKey:r,key:a}=e;if(i||r||!this.keysUsed.includes(a)){this.removeEventListener("keyup",F(this,St));return}this.addEventListener("keyup",F(this,St),{once:!0})}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=$(this.attributes),i=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(i):this.shadowRoot.innerHTML=i}this.tooltipEl=this.shadowRoot.querySelector("media-tooltip")}static get observedAttributes(){return["disabled",He.TOOLTIP_PLACEMENT,M.MEDIA_CONTROLLER,o.MEDIA_LANG]}enable(){this.addEventListener("click",F(this,yt)),this.addEventListener("keydown",F(this,Gi)),this.tabIndex=0}disable(){this.removeEventListener("click",F(this,yt)),this.removeEventListener("keydown",F(this,Gi)),this.removeEventListener("keyup",F(this,St)),this.tabIndex=-1}attributeChangedCallback(e,i,r){var a,s,n,d,u;e===M.MEDIA_CONTROLLER?(i&&((s=(a=F(this,ge))==null?void 0:a.unassociateElement)==null||s.call(a,this),Ki(this,ge,null)),r&&this.isConnected&&(Ki(this,ge,(n=this.getRootNode())==null?void 0:n.getElementById(r)),(u=(d=F(this,ge))==null?void 0:d.associateElement)==null||u.call(d,this))):e==="disabled"&&r!==i?r==null?this.enable():this.disable():e===He.TOOLTIP_PLACEMENT&&this.tooltipEl&&r!==i?this.tooltipEl.placement=r:e===o.MEDIA_LANG&&(this.shadowRoot.querySelector('slot[name="tooltip-content"]').innerHTML=this.constructor.getTooltipContentHTML()),lo(this,da,uo).call(this)&&F(this,Fe).call(this)}connectedCallback(){var e,i,r;let{style:a}=C(this.shadowRoot,":host");a.setProperty("display",`var(--media-control-display, var(--${this.localName}-display, inline-flex))`),this.hasAttribute("disabled")?this.disable():this.enable(),this.setAttribute("role","button");let s=this.getAttribute(M.MEDIA_CONTROLLER);s&&(Ki(this,ge,(e=this.getRootNode())==null?void 0:e.getElementById(s)),(r=(i=F(this,ge))==null?void 0:i.associateElement)==null||r.call(i,this)),l.customElements.whenDefined("media-tooltip").then(()=>lo(this,ua,co).call(this))}disconnectedCallback(){var e,i;this.disable(),(i=(e=F(this,ge))==null?void 0:e.unassociateElement)==null||i.call(e,this),Ki(this,ge,null),this.removeEventListener("mouseenter",F(this,Fe)),this.removeEventListener("focus",F(this,Fe)),this.removeEventListener("click",F(this,yt))}get keysUsed(){return["Enter"," "]}get tooltipPlacement(){return D(this,He.TOOLTIP_PLACEMENT)}set tooltipPlacement(e){L(this,He.TOOLTIP_PLACEMENT,e)}get mediaController(){return D(this,M.MEDIA_CONTROLLER)}set mediaController(e){L(this,M.MEDIA_CONTROLLER,e)}get disabled(){return A(this,He.DISABLED)}set disabled(e){T(this,He.DISABLED,e)}get noTooltip(){return A(this,He.NO_TOOLTIP)}set noTooltip(e){T(this,He.NO_TOOLTIP,e)}handleClick(e){}};ge=new WeakMap;yt=new WeakMap;da=new WeakSet;uo=function(){try{return this.matches(":hover, :focus-visible")}catch{return this.matches(":hover, :focus")}};Fe=new WeakMap;St=new WeakMap;Gi=new WeakMap;ua=new WeakSet;co=function(){this.addEventListener("mouseenter",F(this,Fe)),this.addEventListener("focus",F(this,Fe)),this.addEventListener("click",F(this,yt));let t=this.tooltipPlacement;t&&this.tooltipEl&&(this.tooltipEl.placement=t)};q.shadowRootOptions={mode:"open"};q.getTemplateHTML=$n;q.getSlotTemplateHTML=Vn;q.getTooltipContentHTML=Kn;l.customElements.get("media-chrome-button")||l.customElements.define("media-chrome-button",q);var Gn=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="m6 21 15-9L6 3v18Z"/>
</svg>`,qn=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M6 20h4V4H6v16Zm8-16v16h4V4h-4Z"/>
</svg>`;function Yn(t){return`
    <style>
      :host([${o.MEDIA_PAUSED}]) slot[name=pause],
      :host(:not([${o.MEDIA_PAUSED}])) slot[name=play] {
        display: none !important;
      }

      :host([${o.MEDIA_PAUSED}]) slot[name=tooltip-pause],
      :host(:not([${o.MEDIA_PAUSED}])) slot[name=tooltip-play] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="play">${Gn}</slot>
      <slot name="pause">${qn}</slot>
    </slot>
  `}function Qn(){return`
    <slot name="tooltip-play">${g("Play")}</slot>
    <slot name="tooltip-pause">${g("Pause")}</slot>
  `}var ho=t=>{let e=t.mediaPaused?g("play"):g("pause");t.setAttribute("aria-label",e)},Jt=class extends q{static get observedAttributes(){return[...super.observedAttributes,o.MEDIA_PAUSED,o.MEDIA_ENDED]}connectedCallback(){super.connectedCallback(),ho(this)}attributeChangedCallback(e,i,r){super.attributeChangedCallback(e,i,r),(e===o.MEDIA_PAUSED||e===o.MEDIA_LANG)&&ho(this)}get mediaPaused(){return A(this,o.MEDIA_PAUSED)}set mediaPaused(e){T(this,o.MEDIA_PAUSED,e)}handleClick(){let e=this.mediaPaused?h.MEDIA_PLAY_REQUEST:h.MEDIA_PAUSE_REQUEST;this.dispatchEvent(new l.CustomEvent(e,{composed:!0,bubbles:!0}))}};Jt.getSlotTemplateHTML=Yn;Jt.getTooltipContentHTML=Qn;l.customElements.get("media-play-button")||l.customElements.define("media-play-button",Jt);var zn=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M16.5 12A4.5 4.5 0 0 0 14 8v2.18l2.45 2.45a4.22 4.22 0 0 0 .05-.63Zm2.5 0a6.84 6.84 0 0 1-.54 2.64L20 16.15A8.8 8.8 0 0 0 21 12a9 9 0 0 0-7-8.77v2.06A7 7 0 0 1 19 12ZM4.27 3 3 4.27 7.73 9H3v6h4l5 5v-6.73l4.25 4.25A6.92 6.92 0 0 1 14 18.7v2.06A9 9 0 0 0 17.69 19l2 2.05L21 19.73l-9-9L4.27 3ZM12 4 9.91 6.09 12 8.18V4Z"/>
</svg>`,mo=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M3 9v6h4l5 5V4L7 9H3Zm13.5 3A4.5 4.5 0 0 0 14 8v8a4.47 4.47 0 0 0 2.5-4Z"/>
</svg>`,Xn=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M3 9v6h4l5 5V4L7 9H3Zm13.5 3A4.5 4.5 0 0 0 14 8v8a4.47 4.47 0 0 0 2.5-4ZM14 3.23v2.06a7 7 0 0 1 0 13.42v2.06a9 9 0 0 0 0-17.54Z"/>
</svg>`;function Zn(t){return`
    <style>
      :host(:not([${o.MEDIA_VOLUME_LEVEL}])) slot[name=icon] slot:not([name=high]),
      :host([${o.MEDIA_VOLUME_LEVEL}=high]) slot[name=icon] slot:not([name=high]) {
        display: none !important;
      }

      :host([${o.MEDIA_VOLUME_LEVEL}=off]) slot[name=icon] slot:not([name=off]) {
        display: none !important;
      }

      :host([${o.MEDIA_VOLUME_LEVEL}=low]) slot[name=icon] slot:not([name=low]) {
        display: none !important;
      }

      :host([${o.MEDIA_VOLUME_LEVEL}=medium]) slot[name=icon] slot:not([name=medium]) {
        display: none !important;
      }

      :host(:not([${o.MEDIA_VOLUME_LEVEL}=off])) slot[name=tooltip-unmute],
      :host([${o.MEDIA_VOLUME_LEVEL}=off]) slot[name=tooltip-mute] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="off">${zn}</slot>
      <slot name="low">${mo}</slot>
      <slot name="medium">${mo}</slot>
      <slot name="high">${Xn}</slot>
    </slot>
  `}function Jn(){return`
    <slot name="tooltip-mute">${g("Mute")}</slot>
    <slot name="tooltip-unmute">${g("Unmute")}</slot>
  `}var po=t=>{let i=t.mediaVolumeLevel==="off"?g("unmute"):g("mute");t.setAttribute("aria-label",i)},jt=class extends q{static get observedAttributes(){return[...super.observedAttributes,o.MEDIA_VOLUME_LEVEL]}connectedCallback(){super.connectedCallback(),po(this)}attributeChangedCallback(e,i,r){super.attributeChangedCallback(e,i,r),e===o.MEDIA_VOLUME_LEVEL&&po(this)}get mediaVolumeLevel(){return D(this,o.MEDIA_VOLUME_LEVEL)}set mediaVolumeLevel(e){L(this,o.MEDIA_VOLUME_LEVEL,e)}handleClick(){let e=this.mediaVolumeLevel==="off"?h.MEDIA_UNMUTE_REQUEST:h.MEDIA_MUTE_REQUEST;this.dispatchEvent(new l.CustomEvent(e,{composed:!0,bubbles:!0}))}};jt.getSlotTemplateHTML=Zn;jt.getTooltipContentHTML=Jn;l.customElements.get("media-mute-button")||l.customElements.define("media-mute-button",jt);var _a=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},x=(t,e,i)=>(_a(t,e,"read from private field"),i?i.call(t):e.get(t)),Y=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Be=(t,e,i,r)=>(_a(t,e,"write to private field"),r?r.call(t,i):e.set(t,i),i),me=(t,e,i)=>(_a(t,e,"access private method"),i),be,tr,qi,Yi,pe,ji,Qi,zi,Xi,ga,Eo,Zi,ha,Ji,ma,er,ba,pa,vo,Ea,fo,va,_o,fa,go;function jn(t){return`
    <style>
      :host {
        --_focus-box-shadow: var(--media-focus-box-shadow, inset 0 0 0 2px rgb(27 127 204 / .9));
        --_media-range-padding: var(--media-range-padding, var(--media-control-padding, 10px));

        box-shadow: var(--_focus-visible-box-shadow, none);
        background: var(--media-control-background, var(--media-secondary-color, rgb(20 20 30 / .7)));
        height: calc(var(--media-control-height, 24px) + 2 * var(--_media-range-padding));
        display: inline-flex;
        align-items: center;
        
        vertical-align: middle;
        box-sizing: border-box;
        position: relative;
        width: 100px;
        transition: background .15s linear;
        cursor: var(--media-cursor, pointer);
        pointer-events: auto;
        touch-action: none; 
      }

      
      input[type=range]:focus {
        outline: 0;
      }
      input[type=range]:focus::-webkit-slider-runnable-track {
        outline: 0;
      }

      :host(:hover) {
        background: var(--media-control-hover-background, rgb(50 50 70 / .7));
      }

      #leftgap {
        padding-left: var(--media-range-padding-left, var(--_media-range-padding));
      }

      #rightgap {
        padding-right: var(--media-range-padding-right, var(--_media-range-padding));
      }

      #startpoint,
      #endpoint {
        position: absolute;
      }

      #endpoint {
        right: 0;
      }

      #container {
        
        width: var(--media-range-track-width, 100%);
        transform: translate(var(--media-range-track-translate-x, 0px), var(--media-range-track-translate-y, 0px));
        position: relative;
        height: 100%;
        display: flex;
        align-items: center;
        min-width: 40px;
      }

      #range {
        
        display: var(--media-time-range-hover-display, block);
        bottom: var(--media-time-range-hover-bottom, 0);
        height: var(--media-time-range-hover-height, max(100% , 25px));
        width: 100%;
        position: absolute;
        cursor: var(--media-cursor, pointer);

        -webkit-appearance: none; 
        -webkit-tap-highlight-color: transparent;
        background: transparent; 
        margin: 0;
        z-index: 1;
      }

      @media (hover: hover) {
        #range {
          bottom: var(--media-time-range-hover-bottom, 0);
          height: var(--media-time-range-hover-height, max(100%, 20px));
        }
      }

      
      
      #range::-webkit-slider-thumb {
        -webkit-appearance: none;
        background: transparent;
        width: .1px;
        height: .1px;
      }

      
      #range::-moz-range-thumb {
        background: transparent;
        border: transparent;
        width: .1px;
        height: .1px;
      }

      #appearance {
        height: var(--media-range-track-height, 4px);
        display: flex;
        flex-direction: column;
        justify-content: center;
        width: 100%;
        position: absolute;
        
        will-change: transform;
      }

      #track {
        background: var(--media-range-track-background, rgb(255 255 255 / .2));
        border-radius: var(--media-range-track-border-radius, 1px);
        border: var(--media-range-track-border, none);
        outline: var(--media-range-track-outline);
        outline-offset: var(--media-range-track-outline-offset);
        backdrop-filter: var(--media-range-track-backdrop-filter);
        -webkit-backdrop-filter: var(--media-range-track-backdrop-filter);
        box-shadow: var(--media-range-track-box-shadow, none);
        position: absolute;
        width: 100%;
        height: 100%;
        overflow: hidden;
      }

      #progress,
      #pointer {
        position: absolute;
        height: 100%;
        will-change: width;
      }

      #progress {
        background: var(--media-range-bar-color, var(--media-primary-color, rgb(238 238 238)));
        transition: var(--media-range-track-transition);
      }

      #pointer {
        background: var(--media-range-track-pointer-background);
        border-right: var(--media-range-track-pointer-border-right);
        transition: visibility .25s, opacity .25s;
        visibility: hidden;
        opacity: 0;
      }

      @media (hover: hover) {
        :host(:hover) #pointer {
          transition: visibility .5s, opacity .5s;
          visibility: visible;
          opacity: 1;
        }
      }

      #thumb,
      ::slotted([slot=thumb]) {
        width: var(--media-range-thumb-width, 10px);
        height: var(--media-range-thumb-height, 10px);
        transition: var(--media-range-thumb-transition);
        transform: var(--media-range-thumb-transform, none);
        opacity: var(--media-range-thumb-opacity, 1);
        translate: -50%;
        position: absolute;
        left: 0;
        cursor: var(--media-cursor, pointer);
      }

      #thumb {
        border-radius: var(--media-range-thumb-border-radius, 10px);
        background: var(--media-range-thumb-background, var(--media-primary-color, rgb(238 238 238)));
        box-shadow: var(--media-range-thumb-box-shadow, 1px 1px 1px transparent);
        border: var(--media-range-thumb-border, none);
      }

      :host([disabled]) #thumb {
        background-color: #777;
      }

      .segments #appearance {
        height: var(--media-range-segment-hover-height, 7px);
      }

      #track {
        clip-path: url(#segments-clipping);
      }

      #segments {
        --segments-gap: var(--media-range-segments-gap, 2px);
        position: absolute;
        width: 100%;
        height: 100%;
      }

      #segments-clipping {
        transform: translateX(calc(var(--segments-gap) / 2));
      }

      #segments-clipping:empty {
        display: none;
      }

      #segments-clipping rect {
        height: var(--media-range-track-height, 4px);
        y: calc((var(--media-range-segment-hover-height, 7px) - var(--media-range-track-height, 4px)) / 2);
        transition: var(--media-range-segment-transition, transform .1s ease-in-out);
        transform: var(--media-range-segment-transform, scaleY(1));
        transform-origin: center;
      }

      /* Visible label for accessibility - positioned off-screen but technically visible (Firefox requires visible labels) */
      #range-label {
        position: absolute;
        left: -10000px;
        background: var(--media-control-background, var(--media-secondary-color, rgb(20 20 30 / .7)));
        pointer-events: none;
      }
    </style>
    <div id="leftgap"></div>
    <div id="container">
      <div id="startpoint"></div>
      <div id="endpoint"></div>
      <div id="appearance">
        <div id="track" part="track">
          <div id="pointer"></div>
          <div id="progress" part="progress"></div>
        </div>
        <slot name="thumb">
          <div id="thumb" part="thumb"></div>
        </slot>
        <svg id="segments" aria-hidden="true"><clipPath id="segments-clipping"></clipPath></svg>
      </div>
        <input id="range" type="range" min="0" max="1" step="any" value="0">
        <label for="range" id="range-label"></label>

      ${this.getContainerTemplateHTML(t)}
    </div>
    <div id="rightgap"></div>
  `}function el(t){return""}var Ae=class extends l.HTMLElement{constructor(){if(super(),Y(this,ga),Y(this,Zi),Y(this,Ji),Y(this,er),Y(this,pa),Y(this,Ea),Y(this,va),Y(this,fa),Y(this,be,void 0),Y(this,tr,void 0),Y(this,qi,void 0),Y(this,Yi,void 0),Y(this,pe,{}),Y(this,ji,[]),Y(this,Qi,()=>{if(this.range.matches(":focus-visible")){let{style:e}=C(this.shadowRoot,":host");e.setProperty("--_focus-visible-box-shadow","var(--_focus-box-shadow)")}}),Y(this,zi,()=>{let{style:e}=C(this.shadowRoot,":host");e.removeProperty("--_focus-visible-box-shadow")}),Y(this,Xi,()=>{let e=this.shadowRoot.querySelector("#segments-clipping");e&&e.parentNode.append(e)}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=$(this.attributes),i=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(i):this.shadowRoot.innerHTML=i}this.container=this.shadowRoot.querySelector("#container"),Be(this,qi,this.shadowRoot.querySelector("#startpoint")),Be(this,Yi,this.shadowRoot.querySelector("#endpoint")),this.range=this.shadowRoot.querySelector("#range"),this.appearance=this.shadowRoot.querySelector("#appearance")}static get observedAttributes(){return["disabled","aria-disabled",M.MEDIA_CONTROLLER]}attributeChangedCallback(e,i,r){var a,s,n,d,u;e===M.MEDIA_CONTROLLER?(i&&((s=(a=x(this,be))==null?void 0:a.unassociateElement)==null||s.call(a,this),Be(this,be,null)),r&&this.isConnected&&(Be(this,be,(n=this.getRootNode())==null?void 0:n.getElementById(r)),(u=(d=x(this,be))==null?void 0:d.associateElement)==null||u.call(d,this))):(e==="disabled"||e==="aria-disabled"&&i!==r)&&(r==null?(this.range.removeAttribute(e),me(this,Zi,ha).call(this)):(this.range.setAttribute(e,r),me(this,Ji,ma).call(this)))}connectedCallback(){var e,i,r;let{style:a}=C(this.shadowRoot,":host");a.setProperty("display",`var(--media-control-display, var(--${this.localName}-display, inline-flex))`),x(this,pe).pointer=C(this.shadowRoot,"#pointer"),x(this,pe).progress=C(this.shadowRoot,"#progress"),x(this,pe).thumb=C(this.shadowRoot,'#thumb, ::slotted([slot="thumb"])'),x(this,pe).activeSegment=C(this.shadowRoot,"#segments-clipping rect:nth-child(0)");let s=this.getAttribute(M.MEDIA_CONTROLLER);s&&(Be(this,be,(e=this.getRootNode())==null?void 0:e.getElementById(s)),(r=(i=x(this,be))==null?void 0:i.associateElement)==null||r.call(i,this)),this.updateBar(),this.shadowRoot.addEventListener("focusin",x(this,Qi)),this.shadowRoot.addEventListener("focusout",x(this,zi)),me(this,Zi,ha).call(this),fi(this.container,x(this,Xi))}disconnectedCallback(){var e,i;me(this,Ji,ma).call(this),(i=(e=x(this,be))==null?void 0:e.unassociateElement)==null||i.call(e,this),Be(this,be,null),this.shadowRoot.removeEventListener("focusin",x(this,Qi)),this.shadowRoot.removeEventListener("focusout",x(this,zi)),_i(this.container,x(this,Xi))}updatePointerBar(e){var i;(i=x(this,pe).pointer)==null||i.style.setProperty("width",`${this.getPointerRatio(e)*100}%`)}updateBar(){var e,i;let r=this.range.valueAsNumber*100;(e=x(this,pe).progress)==null||e.style.setProperty("width",`${r}%`),(i=x(this,pe).thumb)==null||i.style.setProperty("left",`${r}%`)}updateSegments(e){let i=this.shadowRoot.querySelector("#segments-clipping");if(i.textContent="",this.container.classList.toggle("segments",!!e?.length),!e?.length)return;let r=[...new Set([+this.range.min,...e.flatMap(s=>[s.start,s.end]),+this.range.max])];Be(this,ji,[...r]);let a=r.pop();for(let[s,n]of r.entries()){let[d,u]=[s===0,s===r.length-1],y=d?"calc(var(--segments-gap) / -1)":`${n*100}%`,b=`calc(${((u?a:r[s+1])-n)*100}%${d||u?"":" - var(--segments-gap)"})`,v=H.createElementNS("http://www.w3.org/2000/svg","rect"),m=xr(this.shadowRoot,`#segments-clipping rect:nth-child(${s+1})`);m.style.setProperty("x",y),m.style.setProperty("width",b),i.append(v)}}getPointerRatio(e){return Ts(e.clientX,e.clientY,x(this,qi).getBoundingClientRect(),x(this,Yi).getBoundingClientRect())}get dragging(){return this.hasAttribute("dragging")}handleEvent(e){switch(e.type){case"pointermove":me(this,fa,go).call(this,e);break;case"input":this.updateBar();break;case"pointerenter":me(this,pa,vo).call(this,e);break;case"pointerdown":me(this,er,ba).call(this,e);break;case"pointerup":me(this,Ea,fo).call(this);break;case"pointerleave":me(this,va,_o).call(this);break}}get keysUsed(){return["ArrowUp","ArrowRight","ArrowDown","ArrowLeft"]}};be=new WeakMap;tr=new WeakMap;qi=new WeakMap;Yi=new WeakMap;pe=new WeakMap;ji=new WeakMap;Qi=new WeakMap;zi=new WeakMap;Xi=new WeakMap;ga=new WeakSet;Eo=function(t){let e=x(this,pe).activeSegment;if(!e)return;let i=this.getPointerRatio(t),a=`#segments-clipping rect:nth-child(${x(this,ji).findIndex((s,n,d)=>{let u=d[n+1];return u!=null&&i>=s&&i<=u})+1})`;(e.selectorText!=a||!e.style.transform)&&(e.selectorText=a,e.style.setProperty("transform","var(--media-range-segment-hover-transform, scaleY(2))"))};Zi=new WeakSet;ha=function(){this.hasAttribute("disabled")||!this.isConnected||(this.addEventListener("input",this),this.addEventListener("pointerdown",this),this.addEventListener("pointerenter",this))};Ji=new WeakSet;ma=function(){var t,e;this.removeEventListener("input",this),this.removeEventListener("pointerdown",this),this.removeEventListener("pointerenter",this),this.removeEventListener("pointerleave",this),(t=l.window)==null||t.removeEventListener("pointerup",this),(e=l.window)==null||e.removeEventListener("pointermove",this)};er=new WeakSet;ba=function(t){var e;Be(this,tr,t.composedPath().includes(this.range)),(e=l.window)==null||e.addEventListener("pointerup",this,{once:!0})};pa=new WeakSet;vo=function(t){var e;t.pointerType!=="mouse"&&me(this,er,ba).call(this,t),this.addEventListener("pointerleave",this,{once:!0}),(e=l.window)==null||e.addEventListener("pointermove",this)};Ea=new WeakSet;fo=function(){var t;(t=l.window)==null||t.removeEventListener("pointerup",this),this.toggleAttribute("dragging",!1),this.range.disabled=this.hasAttribute("disabled")};va=new WeakSet;_o=function(){var t,e;this.removeEventListener("pointerleave",this),(t=l.window)==null||t.removeEventListener("pointermove",this),this.toggleAttribute("dragging",!1),this.range.disabled=this.hasAttribute("disabled"),(e=x(this,pe).activeSegment)==null||e.style.removeProperty("transform")};fa=new WeakSet;go=function(t){t.pointerType==="pen"&&t.buttons===0||(this.toggleAttribute("dragging",t.buttons===1||t.pointerType!=="mouse"),this.updatePointerBar(t),me(this,ga,Eo).call(this,t),this.dragging&&(t.pointerType!=="mouse"||!x(this,tr))&&(this.range.disabled=!0,this.range.valueAsNumber=this.getPointerRatio(t),this.range.dispatchEvent(new Event("input",{bubbles:!0,composed:!0}))))};Ae.shadowRootOptions={mode:"open"};Ae.getTemplateHTML=jn;Ae.getContainerTemplateHTML=el;l.customElements.get("media-chrome-range")||l.customElements.define("media-chrome-range",Ae);var tl=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},bo=(t,e,i)=>(tl(t,e,"read from private field"),i?i.call(t):e.get(t)),il=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},ir,rl=1,al=t=>t.mediaMuted?0:t.mediaVolume,sl=t=>`${Math.round(t*100)}%`,Aa=class extends Ae{constructor(){super(...arguments),il(this,ir,()=>{let e=this.range.value,i=new l.CustomEvent(h.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:e});this.dispatchEvent(i)})}static get observedAttributes(){return[...super.observedAttributes,o.MEDIA_VOLUME,o.MEDIA_MUTED,o.MEDIA_VOLUME_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),this.range.setAttribute("aria-label",g("volume")),this.range.addEventListener("input",bo(this,ir))}disconnectedCallback(){this.range.removeEventListener("input",bo(this,ir)),super.disconnectedCallback()}attributeChangedCallback(e,i,r){super.attributeChangedCallback(e,i,r),(e===o.MEDIA_VOLUME||e===o.MEDIA_MUTED)&&(this.range.valueAsNumber=al(this),this.range.setAttribute("aria-valuetext",sl(this.range.valueAsNumber)),this.updateBar())}get mediaVolume(){return Q(this,o.MEDIA_VOLUME,rl)}set mediaVolume(e){z(this,o.MEDIA_VOLUME,e)}get mediaMuted(){return A(this,o.MEDIA_MUTED)}set mediaMuted(e){T(this,o.MEDIA_MUTED,e)}get mediaVolumeUnavailable(){return D(this,o.MEDIA_VOLUME_UNAVAILABLE)}set mediaVolumeUnavailable(e){L(this,o.MEDIA_VOLUME_UNAVAILABLE,e)}};ir=new WeakMap;l.customElements.get("media-volume-range")||l.customElements.define("media-volume-range",Aa);var{MEDIA_TIME_IS_LIVE:rr,MEDIA_PAUSED:ei}=o,{MEDIA_SEEK_TO_LIVE_REQUEST:ol,MEDIA_PLAY_REQUEST:nl}=h,ll='<svg viewBox="0 0 6 12" aria-hidden="true"><circle cx="3" cy="6" r="2"></circle></svg>';function dl(t){return`
    <style>
      :host { --media-tooltip-display: none; }
      
      slot[name=indicator] > *,
      :host ::slotted([slot=indicator]) {
        
        min-width: auto;
        fill: var(--media-live-button-icon-color, rgb(140, 140, 140));
        color: var(--media-live-button-icon-color, rgb(140, 140, 140));
      }

      :host([${rr}]:not([${ei}])) slot[name=indicator] > *,
      :host([${rr}]:not([${ei}])) ::slotted([slot=indicator]) {
        fill: var(--media-live-button-indicator-color, rgb(255, 0, 0));
        color: var(--media-live-button-indicator-color, rgb(255, 0, 0));
      }

      :host([${rr}]:not([${ei}])) {
        cursor: var(--media-cursor, not-allowed);
      }

      slot[name=text]{
        text-transform: uppercase;
      }

    </style>

    <slot name="indicator">${ll}</slot>
    
    <slot name="spacer">&nbsp;</slot><slot name="text">${g("live")}</slot>
  `}var Ao=t=>{var e;let i=t.mediaPaused||!t.mediaTimeIsLive,r=i?g("seek to live"):g("playing live");t.setAttribute("aria-label",r);let a=(e=t.shadowRoot)==null?void 0:e.querySelector('slot[name="text"]');a&&(a.textContent=g("live")),i?t.removeAttribute("aria-disabled"):t.setAttribute("aria-disabled","true")},ar=class extends q{static get observedAttributes(){return[...super.observedAttributes,rr,ei]}connectedCallback(){super.connectedCallback(),Ao(this)}attributeChangedCallback(e,i,r){super.attributeChangedCallback(e,i,r),Ao(this)}get mediaPaused(){return A(this,o.MEDIA_PAUSED)}set mediaPaused(e){T(this,o.MEDIA_PAUSED,e)}get mediaTimeIsLive(){return A(this,o.MEDIA_TIME_IS_LIVE)}set mediaTimeIsLive(e){T(this,o.MEDIA_TIME_IS_LIVE,e)}handleClick(){!this.mediaPaused&&this.mediaTimeIsLive||(this.dispatchEvent(new l.CustomEvent(ol,{composed:!0,bubbles:!0})),this.hasAttribute(ei)&&this.dispatchEvent(new l.CustomEvent(nl,{composed:!0,bubbles:!0})))}};ar.getSlotTemplateHTML=dl;l.customElements.get("media-live-button")||l.customElements.define("media-live-button",ar);var To=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},sr=(t,e,i)=>(To(t,e,"read from private field"),i?i.call(t):e.get(t)),ul=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},or=(t,e,i,r)=>(To(t,e,"write to private field"),r?r.call(t,i):e.set(t,i),i),Te;function cl(t){return`
    <style>
      :host {
        box-sizing: border-box;
        display: var(--media-control-display, var(--media-preview-thumbnail-display, inline-block));
        overflow: hidden;
      }

      img {
        display: none;
        position: relative;
      }
    </style>
    <img crossorigin loading="eager" decoding="async">
  `}var kt=class extends l.HTMLElement{constructor(){if(super(),ul(this,Te,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=$(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[M.MEDIA_CONTROLLER,o.MEDIA_PREVIEW_IMAGE,o.MEDIA_PREVIEW_COORDS]}connectedCallback(){var e,i,r;let a=this.getAttribute(M.MEDIA_CONTROLLER);a&&(or(this,Te,(e=this.getRootNode())==null?void 0:e.getElementById(a)),(r=(i=sr(this,Te))==null?void 0:i.associateElement)==null||r.call(i,this))}disconnectedCallback(){var e,i;(i=(e=sr(this,Te))==null?void 0:e.unassociateElement)==null||i.call(e,this),or(this,Te,null)}attributeChangedCallback(e,i,r){var a,s,n,d,u;[o.MEDIA_PREVIEW_IMAGE,o.MEDIA_PREVIEW_COORDS].includes(e)&&this.update(),e===M.MEDIA_CONTROLLER&&(i&&((s=(a=sr(this,Te))==null?void 0:a.unassociateElement)==null||s.call(a,this),or(this,Te,null)),r&&this.isConnected&&(or(this,Te,(n=this.getRootNode())==null?void 0:n.getElementById(r)),(u=(d=sr(this,Te))==null?void 0:d.associateElement)==null||u.call(d,this)))}get mediaPreviewImage(){return D(this,o.MEDIA_PREVIEW_IMAGE)}set mediaPreviewImage(e){L(this,o.MEDIA_PREVIEW_IMAGE,e)}get mediaPreviewCoords(){let e=this.getAttribute(o.MEDIA_PREVIEW_COORDS);if(e)return e.split(/\s+/).map(i=>+i)}set mediaPreviewCoords(e){if(!e){this.removeAttribute(o.MEDIA_PREVIEW_COORDS);return}this.setAttribute(o.MEDIA_PREVIEW_COORDS,e.join(" "))}update(){let e=this.mediaPreviewCoords,i=this.mediaPreviewImage;if(!(e&&i))return;let[r,a,s,n]=e,d=i.split("#")[0],u=getComputedStyle(this),{maxWidth:y,maxHeight:S,minWidth:b,minHeight:v}=u,m=u.getPropertyValue("--media-preview-thumbnail-object-fit").trim()||"contain",_,E;if(m==="fill"){let ke=parseInt(y)/s,we=parseInt(S)/n,Pt=parseInt(b)/s,Ke=parseInt(v)/n;_=ke<1?ke:Math.max(ke,Pt),E=we<1?we:Math.max(we,Ke)}else{let ke=Math.min(parseInt(y)/s,parseInt(S)/n),we=Math.max(parseInt(b)/s,parseInt(v)/n),Ke=ke<1?ke:we>1?we:1;_=Ke,E=Ke}let{style:k}=C(this.shadowRoot,":host"),I=C(this.shadowRoot,"img").style,X=this.shadowRoot.querySelector("img"),xt=Math.min(_,E)<1?"min":"max";k.setProperty(`${xt}-width`,"initial","important"),k.setProperty(`${xt}-height`,"initial","important"),k.width=`${s*_}px`,k.height=`${n*E}px`;let ot=()=>{I.width=`${this.imgWidth*_}px`,I.height=`${this.imgHeight*E}px`,I.display="block"};X.src!==d&&(X.onload=()=>{this.imgWidth=X.naturalWidth,this.imgHeight=X.naturalHeight,ot(),X.onload=null},X.src=d,ot()),ot(),I.transform=`translate(-${r*_}px, -${a*E}px)`}};Te=new WeakMap;kt.shadowRootOptions={mode:"open"};kt.getTemplateHTML=cl;l.customElements.get("media-preview-thumbnail")||l.customElements.define("media-preview-thumbnail",kt);var Ta=kt;var Io=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},nr=(t,e,i)=>(Io(t,e,"read from private field"),i?i.call(t):e.get(t)),hl=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},lr=(t,e,i,r)=>(Io(t,e,"write to private field"),r?r.call(t,i):e.set(t,i),i),Ie;function ml(t,e={}){return`
    <style>
      :host {
        font: var(--media-font,
          var(--media-font-weight, normal)
          var(--media-font-size, 14px) /
          var(--media-text-content-height, var(--media-control-height, 24px))
          var(--media-font-family, helvetica neue, segoe ui, roboto, arial, sans-serif));
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        background: var(--media-text-background, var(--media-control-background, var(--media-secondary-color, rgb(20 20 30 / .7))));
        padding: var(--media-control-padding, 10px);
        display: inline-flex;
        justify-content: center;
        align-items: center;
        vertical-align: middle;
        box-sizing: border-box;
        text-align: center;
        pointer-events: auto;
      }

      
      :host(:focus-visible) {
        box-shadow: var(--media-focus-box-shadow, inset 0 0 0 2px rgb(27 127 204 / .9));
        outline: 0;
      }

      
      :host(:where(:focus)) {
        box-shadow: none;
        outline: 0;
      }
    </style>

    ${this.getSlotTemplateHTML(t,e)}
  `}function pl(t,e){return`
    <slot></slot>
  `}var se=class extends l.HTMLElement{constructor(){if(super(),hl(this,Ie,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=$(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[M.MEDIA_CONTROLLER]}attributeChangedCallback(e,i,r){var a,s,n,d,u;e===M.MEDIA_CONTROLLER&&(i&&((s=(a=nr(this,Ie))==null?void 0:a.unassociateElement)==null||s.call(a,this),lr(this,Ie,null)),r&&this.isConnected&&(lr(this,Ie,(n=this.getRootNode())==null?void 0:n.getElementById(r)),(u=(d=nr(this,Ie))==null?void 0:d.associateElement)==null||u.call(d,this)))}connectedCallback(){var e,i,r;let{style:a}=C(this.shadowRoot,":host");a.setProperty("display",`var(--media-control-display, var(--${this.localName}-display, inline-flex))`);let s=this.getAttribute(M.MEDIA_CONTROLLER);s&&(lr(this,Ie,(e=this.getRootNode())==null?void 0:e.getElementById(s)),(r=(i=nr(this,Ie))==null?void 0:i.associateElement)==null||r.call(i,this))}disconnectedCallback(){var e,i;(i=(e=nr(this,Ie))==null?void 0:e.unassociateElement)==null||i.call(e,this),lr(this,Ie,null)}};Ie=new WeakMap;se.shadowRootOptions={mode:"open"};se.getTemplateHTML=ml;se.getSlotTemplateHTML=pl;l.customElements.get("media-text-display")||l.customElements.define("media-text-display",se);var So=[{singular:"hour",plural:"hours"},{singular:"minute",plural:"minutes"},{singular:"second",plural:"seconds"}],yo=(t,e)=>{let i=t===1?g(So[e].singular):g(So[e].plural);return`${t} ${i}`},it=t=>{if(!gt(t))return"";let e=Math.abs(t),i=e!==t,r=new Date(0,0,0,0,0,e,0),s=[r.getHours(),r.getMinutes(),r.getSeconds()].map((n,d)=>n&&yo(n,d)).filter(n=>n).join(", ");return i?g("{time} remaining",{time:s}):e===0?yo(0,2):s};function rt(t,e){let i=!1;t<0&&(i=!0,t=0-t),t=t<0?0:t;let r=Math.floor(t%60),a=Math.floor(t/60%60),s=Math.floor(t/3600),n=Math.floor(e/60%60),d=Math.floor(e/3600);return(isNaN(t)||t===1/0)&&(s=a=r="0"),s=s>0||d>0?s+":":"",a=((s||n>=10)&&a<10?"0"+a:a)+":",r=r<10?"0"+r:r,(i?"-":"")+s+a+r}var ec=Object.freeze({length:0,start(t){let e=t>>>0;if(e>=this.length)throw new DOMException(`Failed to execute 'start' on 'TimeRanges': The index provided (${e}) is greater than or equal to the maximum bound (${this.length}).`);return 0},end(t){let e=t>>>0;if(e>=this.length)throw new DOMException(`Failed to execute 'end' on 'TimeRanges': The index provided (${e}) is greater than or equal to the maximum bound (${this.length}).`);return 0}});var wo=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},ko=(t,e,i)=>(wo(t,e,"read from private field"),i?i.call(t):e.get(t)),El=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},vl=(t,e,i,r)=>(wo(t,e,"write to private field"),r?r.call(t,i):e.set(t,i),i),ti,Ia=class extends se{constructor(){super(),El(this,ti,void 0),vl(this,ti,this.shadowRoot.querySelector("slot")),ko(this,ti).textContent=rt(0)}static get observedAttributes(){return[...super.observedAttributes,o.MEDIA_PREVIEW_TIME]}attributeChangedCallback(e,i,r){super.attributeChangedCallback(e,i,r),e===o.MEDIA_PREVIEW_TIME&&r!=null&&(ko(this,ti).textContent=rt(parseFloat(r)))}get mediaPreviewTime(){return Q(this,o.MEDIA_PREVIEW_TIME)}set mediaPreviewTime(e){z(this,o.MEDIA_PREVIEW_TIME,e)}};ti=new WeakMap;l.customElements.get("media-preview-time-display")||l.customElements.define("media-preview-time-display",Ia);var Mo=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},fl=(t,e,i)=>(Mo(t,e,"read from private field"),i?i.call(t):e.get(t)),_l=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},gl=(t,e,i,r)=>(Mo(t,e,"write to private field"),r?r.call(t,i):e.set(t,i),i),dr,Sa=class extends se{constructor(){super(),_l(this,dr,void 0),gl(this,dr,this.shadowRoot.querySelector("slot"))}static get observedAttributes(){return[...super.observedAttributes,o.MEDIA_PREVIEW_CHAPTER,o.MEDIA_LANG]}attributeChangedCallback(e,i,r){if(super.attributeChangedCallback(e,i,r),(e===o.MEDIA_PREVIEW_CHAPTER||e===o.MEDIA_LANG)&&r!==i&&r!=null)if(fl(this,dr).textContent=r,r!==""){let a=g("chapter: {chapterName}",{chapterName:r});this.setAttribute("aria-valuetext",a)}else this.removeAttribute("aria-valuetext")}get mediaPreviewChapter(){return D(this,o.MEDIA_PREVIEW_CHAPTER)}set mediaPreviewChapter(e){L(this,o.MEDIA_PREVIEW_CHAPTER,e)}};dr=new WeakMap;l.customElements.get("media-preview-chapter-display")||l.customElements.define("media-preview-chapter-display",Sa);var Lo=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},K=(t,e,i)=>(Lo(t,e,"read from private field"),i?i.call(t):e.get(t)),Se=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},ae=(t,e,i,r)=>(Lo(t,e,"write to private field"),r?r.call(t,i):e.set(t,i),i),bl=(t,e,i,r)=>({set _(a){ae(t,e,a,i)},get _(){return K(t,e,r)}}),wt,ur,Mt,ii,cr,hr,mr,Lt,at,pr,Er=class{constructor(e,i,r){Se(this,wt,void 0),Se(this,ur,void 0),Se(this,Mt,void 0),Se(this,ii,void 0),Se(this,cr,void 0),Se(this,hr,void 0),Se(this,mr,void 0),Se(this,Lt,void 0),Se(this,at,0),Se(this,pr,(a=performance.now())=>{ae(this,at,requestAnimationFrame(K(this,pr))),ae(this,ii,performance.now()-K(this,Mt));let s=1e3/this.fps;if(K(this,ii)>s){ae(this,Mt,a-K(this,ii)%s);let n=1e3/((a-K(this,ur))/++bl(this,cr)._),d=(a-K(this,hr))/1e3/this.duration,u=K(this,mr)+d*this.playbackRate;u-K(this,wt).valueAsNumber>0?ae(this,Lt,this.playbackRate/this.duration/n):(ae(this,Lt,.995*K(this,Lt)),u=K(this,wt).valueAsNumber+K(this,Lt)),this.callback(u)}}),ae(this,wt,e),this.callback=i,this.fps=r}start(){K(this,at)===0&&(ae(this,Mt,performance.now()),ae(this,ur,K(this,Mt)),ae(this,cr,0),K(this,pr).call(this))}stop(){K(this,at)!==0&&(cancelAnimationFrame(K(this,at)),ae(this,at,0))}update({start:e,duration:i,playbackRate:r}){let a=e-K(this,wt).valueAsNumber,s=Math.abs(i-this.duration);(a>0||a<-.5/i||s>=.5)&&this.callback(e),ae(this,mr,e),ae(this,hr,performance.now()),this.duration=i,this.playbackRate=r}};wt=new WeakMap;ur=new WeakMap;Mt=new WeakMap;ii=new WeakMap;cr=new WeakMap;hr=new WeakMap;mr=new WeakMap;Lt=new WeakMap;at=new WeakMap;pr=new WeakMap;var La=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},U=(t,e,i)=>(La(t,e,"read from private field"),i?i.call(t):e.get(t)),B=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},oe=(t,e,i,r)=>(La(t,e,"write to private field"),r?r.call(t,i):e.set(t,i),i),ne=(t,e,i)=>(La(t,e,"access private method"),i),Rt,We,_r,ai,gr,fr,si,oi,Dt,Ct,ri,ya,Ro,ka,br,Ra,Ar,Da,Tr,Ca,wa,Do,ni,Ir,Ma,Co,Al=t=>{let e=t.range,i=it(+Uo(t)),r=it(+t.mediaSeekableEnd),a=i&&r?g("{currentTime} of {totalTime}",{currentTime:i,totalTime:r}):g("video not loaded, unknown time.");e.setAttribute("aria-valuetext",a)};function Tl(t){return`
    <style>
      :host {
        --media-box-border-radius: 4px;
        --media-box-padding-left: 10px;
        --media-box-padding-right: 10px;
        --media-preview-border-radius: var(--media-box-border-radius);
        --media-box-arrow-offset: var(--media-box-border-radius);
        --_control-background: var(--media-control-background, var(--media-secondary-color, rgb(20 20 30 / .7)));
        --_preview-background: var(--media-preview-background, var(--_control-background));

        
        contain: layout;
      }

      #buffered {
        background: var(--media-time-range-buffered-color, rgb(255 255 255 / .4));
        position: absolute;
        height: 100%;
        will-change: width;
      }

      #preview-rail,
      #current-rail {
        width: 100%;
        position: absolute;
        left: 0;
        bottom: 100%;
        pointer-events: none;
        will-change: transform;
      }

      [part~="box"] {
        width: min-content;
        
        position: absolute;
        bottom: 100%;
        flex-direction: column;
        align-items: center;
        transform: translateX(-50%);
      }

      [part~="current-box"] {
        display: var(--media-current-box-display, var(--media-box-display, flex));
        margin: var(--media-current-box-margin, var(--media-box-margin, 0 0 5px));
        visibility: hidden;
      }

      [part~="preview-box"] {
        display: var(--media-preview-box-display, var(--media-box-display, flex));
        margin: var(--media-preview-box-margin, var(--media-box-margin, 0 0 5px));
        transition-property: var(--media-preview-transition-property, visibility, opacity);
        transition-duration: var(--media-preview-transition-duration-out, .25s);
        transition-delay: var(--media-preview-transition-delay-out, 0s);
        visibility: hidden;
        opacity: 0;
      }

      :host(:is([${o.MEDIA_PREVIEW_IMAGE}], [${o.MEDIA_PREVIEW_TIME}])[dragging]) [part~="preview-box"] {
        transition-duration: var(--media-preview-transition-duration-in, .5s);
        transition-delay: var(--media-preview-transition-delay-in, .25s);
        visibility: visible;
        opacity: 1;
      }

      @media (hover: hover) {
        :host(:is([${o.MEDIA_PREVIEW_IMAGE}], [${o.MEDIA_PREVIEW_TIME}]):hover) [part~="preview-box"] {
          transition-duration: var(--media-preview-transition-duration-in, .5s);
          transition-delay: var(--media-preview-transition-delay-in, .25s);
          visibility: visible;
          opacity: 1;
        }
      }

      media-preview-thumbnail,
      ::slotted(media-preview-thumbnail) {
        visibility: hidden;
        
        transition: visibility 0s .25s;
        transition-delay: calc(var(--media-preview-transition-delay-out, 0s) + var(--media-preview-transition-duration-out, .25s));
        background: var(--media-preview-thumbnail-background, var(--_preview-background));
        box-shadow: var(--media-preview-thumbnail-box-shadow, 0 0 4px rgb(0 0 0 / .2));
        max-width: var(--media-preview-thumbnail-max-width, 180px);
        max-height: var(--media-preview-thumbnail-max-height, 160px);
        min-width: var(--media-preview-thumbnail-min-width, 120px);
        min-height: var(--media-preview-thumbnail-min-height, 80px);
        border: var(--media-preview-thumbnail-border);
        border-radius: var(--media-preview-thumbnail-border-radius,
          var(--media-preview-border-radius) var(--media-preview-border-radius) 0 0);
      }

      :host([${o.MEDIA_PREVIEW_IMAGE}][dragging]) media-preview-thumbnail,
      :host([${o.MEDIA_PREVIEW_IMAGE}][dragging]) ::slotted(media-preview-thumbnail) {
        transition-delay: var(--media-preview-transition-delay-in, .25s);
        visibility: visible;
      }

      @media (hover: hover) {
        :host([${o.MEDIA_PREVIEW_IMAGE}]:hover) media-preview-thumbnail,
        :host([${o.MEDIA_PREVIEW_IMAGE}]:hover) ::slotted(media-preview-thumbnail) {
          transition-delay: var(--media-preview-transition-delay-in, .25s);
          visibility: visible;
        }

        :host([${o.MEDIA_PREVIEW_TIME}]:hover) {
          --media-time-range-hover-display: block;
        }
      }

      media-preview-chapter-display,
      ::slotted(media-preview-chapter-display) {
        font-size: var(--media-font-size, 13px);
        line-height: 17px;
        min-width: 0;
        visibility: hidden;
        
        transition: min-width 0s, border-radius 0s, margin 0s, padding 0s, visibility 0s;
        transition-delay: calc(var(--media-preview-transition-delay-out, 0s) + var(--media-preview-transition-duration-out, .25s));
        background: var(--media-preview-chapter-background, var(--_preview-background));
        border-radius: var(--media-preview-chapter-border-radius,
          var(--media-preview-border-radius) var(--media-preview-border-radius)
          var(--media-preview-border-radius) var(--media-preview-border-radius));
        padding: var(--media-preview-chapter-padding, 3.5px 9px);
        margin: var(--media-preview-chapter-margin, 0 0 5px);
        text-shadow: var(--media-preview-chapter-text-shadow, 0 0 4px rgb(0 0 0 / .75));
      }

      :host([${o.MEDIA_PREVIEW_IMAGE}]) media-preview-chapter-display,
      :host([${o.MEDIA_PREVIEW_IMAGE}]) ::slotted(media-preview-chapter-display) {
        transition-delay: var(--media-preview-transition-delay-in, .25s);
        border-radius: var(--media-preview-chapter-border-radius, 0);
        padding: var(--media-preview-chapter-padding, 3.5px 9px 0);
        margin: var(--media-preview-chapter-margin, 0);
        min-width: 100%;
      }

      media-preview-chapter-display[${o.MEDIA_PREVIEW_CHAPTER}],
      ::slotted(media-preview-chapter-display[${o.MEDIA_PREVIEW_CHAPTER}]) {
        visibility: visible;
      }

      media-preview-chapter-display:not([aria-valuetext]),
      ::slotted(media-preview-chapter-display:not([aria-valuetext])) {
        display: none;
      }

      media-preview-time-display,
      ::slotted(media-preview-time-display),
      media-time-display,
      ::slotted(media-time-display) {
        font-size: var(--media-font-size, 13px);
        line-height: 17px;
        min-width: 0;
        
        transition: min-width 0s, border-radius 0s;
        transition-delay: calc(var(--media-preview-transition-delay-out, 0s) + var(--media-preview-transition-duration-out, .25s));
        background: var(--media-preview-time-background, var(--_preview-background));
        border-radius: var(--media-preview-time-border-radius,
          var(--media-preview-border-radius) var(--media-preview-border-radius)
          var(--media-preview-border-radius) var(--media-preview-border-radius));
        padding: var(--media-preview-time-padding, 3.5px 9px);
        margin: var(--media-preview-time-margin, 0);
        text-shadow: var(--media-preview-time-text-shadow, 0 0 4px rgb(0 0 0 / .75));
        transform: translateX(min(
          max(calc(50% - var(--_box-width) / 2),
          calc(var(--_box-shift, 0))),
          calc(var(--_box-width) / 2 - 50%)
        ));
      }

      :host([${o.MEDIA_PREVIEW_IMAGE}]) media-preview-time-display,
      :host([${o.MEDIA_PREVIEW_IMAGE}]) ::slotted(media-preview-time-display) {
        transition-delay: var(--media-preview-transition-delay-in, .25s);
        border-radius: var(--media-preview-time-border-radius,
          0 0 var(--media-preview-border-radius) var(--media-preview-border-radius));
        min-width: 100%;
      }

      :host([${o.MEDIA_PREVIEW_TIME}]:hover) {
        --media-time-range-hover-display: block;
      }

      [part~="arrow"],
      ::slotted([part~="arrow"]) {
        display: var(--media-box-arrow-display, inline-block);
        transform: translateX(min(
          max(calc(50% - var(--_box-width) / 2 + var(--media-box-arrow-offset)),
          calc(var(--_box-shift, 0))),
          calc(var(--_box-width) / 2 - 50% - var(--media-box-arrow-offset))
        ));
        
        border-color: transparent;
        border-top-color: var(--media-box-arrow-background, var(--_control-background));
        border-width: var(--media-box-arrow-border-width,
          var(--media-box-arrow-height, 5px) var(--media-box-arrow-width, 6px) 0);
        border-style: solid;
        justify-content: center;
        height: 0;
      }
    </style>
    <div id="preview-rail">
      <slot name="preview" part="box preview-box">
        <media-preview-thumbnail>
          <template shadowrootmode="${Ta.shadowRootOptions.mode}">
            ${Ta.getTemplateHTML({})}
          </template>
        </media-preview-thumbnail>
        <media-preview-chapter-display></media-preview-chapter-display>
        <media-preview-time-display></media-preview-time-display>
        <slot name="preview-arrow"><div part="arrow"></div></slot>
      </slot>
    </div>
    <div id="current-rail">
      <slot name="current" part="box current-box">
        
      </slot>
    </div>
  `}var vr=(t,e=t.mediaCurrentTime)=>{let i=Number.isFinite(t.mediaSeekableStart)?t.mediaSeekableStart:0,r=Number.isFinite(t.mediaDuration)?t.mediaDuration:t.mediaSeekableEnd;if(Number.isNaN(r))return 0;let a=(e-i)/(r-i);return Math.max(0,Math.min(a,1))},Uo=(t,e=t.range.valueAsNumber)=>{let i=Number.isFinite(t.mediaSeekableStart)?t.mediaSeekableStart:0,r=Number.isFinite(t.mediaDuration)?t.mediaDuration:t.mediaSeekableEnd;return Number.isNaN(r)?0:e*(r-i)+i},li=class extends Ae{constructor(){super(),B(this,ya),B(this,br),B(this,Ar),B(this,Tr),B(this,wa),B(this,ni),B(this,Ma),B(this,Rt,null),B(this,We,void 0),B(this,_r,void 0),B(this,ai,void 0),B(this,gr,void 0),B(this,fr,void 0),B(this,si,void 0),B(this,oi,void 0),B(this,Dt,void 0),B(this,Ct,void 0),B(this,ri,()=>{ne(this,ya,Ro).call(this)?U(this,We).start():U(this,We).stop()}),B(this,ka,r=>{this.dragging||(gt(r)&&(this.range.valueAsNumber=r),U(this,Ct)||this.updateBar())}),this.shadowRoot.querySelector("#track").insertAdjacentHTML("afterbegin",'<div id="buffered" part="buffered"></div>'),oe(this,_r,this.shadowRoot.querySelectorAll('[part~="box"]')),oe(this,gr,this.shadowRoot.querySelector('[part~="preview-box"]')),oe(this,fr,this.shadowRoot.querySelector('[part~="current-box"]'));let i=getComputedStyle(this);oe(this,si,parseInt(i.getPropertyValue("--media-box-padding-left"))),oe(this,oi,parseInt(i.getPropertyValue("--media-box-padding-right"))),oe(this,We,new Er(this.range,U(this,ka),60))}static get observedAttributes(){return[...super.observedAttributes,o.MEDIA_PAUSED,o.MEDIA_DURATION,o.MEDIA_SEEKABLE,o.MEDIA_CURRENT_TIME,o.MEDIA_PREVIEW_IMAGE,o.MEDIA_PREVIEW_TIME,o.MEDIA_PREVIEW_CHAPTER,o.MEDIA_BUFFERED,o.MEDIA_PLAYBACK_RATE,o.MEDIA_LOADING,o.MEDIA_ENDED]}connectedCallback(){var e;super.connectedCallback(),this.range.setAttribute("aria-label",g("seek")),U(this,ri).call(this),oe(this,Rt,this.getRootNode()),(e=U(this,Rt))==null||e.addEventListener("transitionstart",this)}disconnectedCallback(){var e;super.disconnectedCallback(),U(this,We).stop(),(e=U(this,Rt))==null||e.removeEventListener("transitionstart",this),oe(this,Rt,null)}attributeChangedCallback(e,i,r){super.attributeChangedCallback(e,i,r),i!=r&&(e===o.MEDIA_CURRENT_TIME||e===o.MEDIA_PAUSED||e===o.MEDIA_ENDED||e===o.MEDIA_LOADING||e===o.MEDIA_DURATION||e===o.MEDIA_SEEKABLE?(U(this,We).update({start:vr(this),duration:this.mediaSeekableEnd-this.mediaSeekableStart,playbackRate:this.mediaPlaybackRate}),U(this,ri).call(this),Al(this)):e===o.MEDIA_BUFFERED&&this.updateBufferedBar(),(e===o.MEDIA_DURATION||e===o.MEDIA_SEEKABLE)&&(this.mediaChaptersCues=U(this,Dt),this.updateBar()))}get mediaChaptersCues(){return U(this,Dt)}set mediaChaptersCues(e){var i;oe(this,Dt,e),this.updateSegments((i=U(this,Dt))==null?void 0:i.map(r=>({start:vr(this,r.startTime),end:vr(this,r.endTime)})))}get mediaPaused(){return A(this,o.MEDIA_PAUSED)}set mediaPaused(e){T(this,o.MEDIA_PAUSED,e)}get mediaLoading(){return A(this,o.MEDIA_LOADING)}set mediaLoading(e){T(this,o.MEDIA_LOADING,e)}get mediaDuration(){return Q(this,o.MEDIA_DURATION)}set mediaDuration(e){z(this,o.MEDIA_DURATION,e)}get mediaCurrentTime(){return Q(this,o.MEDIA_CURRENT_TIME)}set mediaCurrentTime(e){z(this,o.MEDIA_CURRENT_TIME,e)}get mediaPlaybackRate(){return Q(this,o.MEDIA_PLAYBACK_RATE,1)}set mediaPlaybackRate(e){z(this,o.MEDIA_PLAYBACK_RATE,e)}get mediaBuffered(){let e=this.getAttribute(o.MEDIA_BUFFERED);return e?e.split(" ").map(i=>i.split(":").map(r=>+r)):[]}set mediaBuffered(e){if(!e){this.removeAttribute(o.MEDIA_BUFFERED);return}let i=e.map(r=>r.join(":")).join(" ");this.setAttribute(o.MEDIA_BUFFERED,i)}get mediaSeekable(){let e=this.getAttribute(o.MEDIA_SEEKABLE);if(e)return e.split(":").map(i=>+i)}set mediaSeekable(e){if(e==null){this.removeAttribute(o.MEDIA_SEEKABLE);return}this.setAttribute(o.MEDIA_SEEKABLE,e.join(":"))}get mediaSeekableEnd(){var e;let[,i=this.mediaDuration]=(e=this.mediaSeekable)!=null?e:[];return i}get mediaSeekableStart(){var e;let[i=0]=(e=this.mediaSeekable)!=null?e:[];return i}get mediaPreviewImage(){return D(this,o.MEDIA_PREVIEW_IMAGE)}set mediaPreviewImage(e){L(this,o.MEDIA_PREVIEW_IMAGE,e)}get mediaPreviewTime(){return Q(this,o.MEDIA_PREVIEW_TIME)}set mediaPreviewTime(e){z(this,o.MEDIA_PREVIEW_TIME,e)}get mediaEnded(){return A(this,o.MEDIA_ENDED)}set mediaEnded(e){T(this,o.MEDIA_ENDED,e)}updateBar(){super.updateBar(),this.updateBufferedBar(),this.updateCurrentBox()}updateBufferedBar(){var e;let i=this.mediaBuffered;if(!i.length)return;let r;if(this.mediaEnded)r=1;else{let s=this.mediaCurrentTime,[,n=this.mediaSeekableStart]=(e=i.find(([d,u])=>d<=s&&s<=u))!=null?e:[];r=vr(this,n)}let{style:a}=C(this.shadowRoot,"#buffered");a.setProperty("width",`${r*100}%`)}updateCurrentBox(){if(!this.shadowRoot.querySelector('slot[name="current"]').assignedElements().length)return;let i=C(this.shadowRoot,"#current-rail"),r=C(this.shadowRoot,'[part~="current-box"]'),a=ne(this,br,Ra).call(this,U(this,fr)),s=ne(this,Ar,Da).call(this,a,this.range.valueAsNumber),n=ne(this,Tr,Ca).call(this,a,this.range.valueAsNumber);i.style.transform=`translateX(${s})`,i.style.setProperty("--_range-width",`${a.range.width}`),r.style.setProperty("--_box-shift",`${n}`),r.style.setProperty("--_box-width",`${a.box.width}px`),r.style.setProperty("visibility","initial")}handleEvent(e){switch(super.handleEvent(e),e.type){case"input":ne(this,Ma,Co).call(this);break;case"pointermove":ne(this,wa,Do).call(this,e);break;case"pointerup":U(this,Ct)&&oe(this,Ct,!1);break;case"pointerdown":oe(this,Ct,!0);break;case"pointerleave":ne(this,ni,Ir).call(this,null);break;case"transitionstart":ve(e.target,this)&&setTimeout(()=>U(this,ri).call(this),0);break}}};Rt=new WeakMap;We=new WeakMap;_r=new WeakMap;ai=new WeakMap;gr=new WeakMap;fr=new WeakMap;si=new WeakMap;oi=new WeakMap;Dt=new WeakMap;Ct=new WeakMap;ri=new WeakMap;ya=new WeakSet;Ro=function(){return this.isConnected&&!this.mediaPaused&&!this.mediaLoading&&!this.mediaEnded&&this.mediaSeekableEnd>0&&gi(this)};ka=new WeakMap;br=new WeakSet;Ra=function(t){var e;let r=((e=this.getAttribute("bounds")?Ce(this,`#${this.getAttribute("bounds")}`):this.parentElement)!=null?e:this).getBoundingClientRect(),a=this.range.getBoundingClientRect(),s=t.offsetWidth,n=-(a.left-r.left-s/2),d=r.right-a.left-s/2;return{box:{width:s,min:n,max:d},bounds:r,range:a}};Ar=new WeakSet;Da=function(t,e){let i=`${e*100}%`,{width:r,min:a,max:s}=t.box;if(!r)return i;if(Number.isNaN(a)||(i=`max(${`calc(1 / var(--_range-width) * 100 * ${a}% + var(--media-box-padding-left))`}, ${i})`),!Number.isNaN(s)){let d=`calc(1 / var(--_range-width) * 100 * ${s}% - var(--media-box-padding-right))`;i=`min(${i}, ${d})`}return i};Tr=new WeakSet;Ca=function(t,e){let{width:i,min:r,max:a}=t.box,s=e*t.range.width;if(s<r+U(this,si)){let n=t.range.left-t.bounds.left-U(this,si);return`${s-i/2+n}px`}if(s>a-U(this,oi)){let n=t.bounds.right-t.range.right-U(this,oi);return`${s+i/2-n-t.range.width}px`}return 0};wa=new WeakSet;Do=function(t){let e=[...U(this,_r)].some(S=>t.composedPath().includes(S));if(!this.dragging&&(e||!t.composedPath().includes(this))){ne(this,ni,Ir).call(this,null);return}let i=this.mediaSeekableEnd;if(!i)return;let r=C(this.shadowRoot,"#preview-rail"),a=C(this.shadowRoot,'[part~="preview-box"]'),s=ne(this,br,Ra).call(this,U(this,gr)),n=(t.clientX-s.range.left)/s.range.width;n=Math.max(0,Math.min(1,n));let d=ne(this,Ar,Da).call(this,s,n),u=ne(this,Tr,Ca).call(this,s,n);r.style.transform=`translateX(${d})`,r.style.setProperty("--_range-width",`${s.range.width}`),a.style.setProperty("--_box-shift",`${u}`),a.style.setProperty("--_box-width",`${s.box.width}px`);let y=Math.round(U(this,ai))-Math.round(n*i);Math.abs(y)<1&&n>.01&&n<.99||(oe(this,ai,n*i),ne(this,ni,Ir).call(this,U(this,ai)))};ni=new WeakSet;Ir=function(t){this.dispatchEvent(new l.CustomEvent(h.MEDIA_PREVIEW_REQUEST,{composed:!0,bubbles:!0,detail:t}))};Ma=new WeakSet;Co=function(){U(this,We).stop();let t=Uo(this);this.dispatchEvent(new l.CustomEvent(h.MEDIA_SEEK_REQUEST,{composed:!0,bubbles:!0,detail:t}))};li.shadowRootOptions={mode:"open"};li.getContainerTemplateHTML=Tl;l.customElements.get("media-time-range")||l.customElements.define("media-time-range",li);var xa=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},Ee=(t,e,i)=>(xa(t,e,"read from private field"),i?i.call(t):e.get(t)),st=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Pa=(t,e,i,r)=>(xa(t,e,"write to private field"),r?r.call(t,i):e.set(t,i),i),Ve=(t,e,i)=>(xa(t,e,"access private method"),i),Ut,ye,Mr,Na,xo,kr,Ha,di,Sr,yr,Ua,$e={REMAINING:"remaining",SHOW_DURATION:"showduration",NO_TOGGLE:"notoggle"},Oo=[...Object.values($e),o.MEDIA_CURRENT_TIME,o.MEDIA_DURATION,o.MEDIA_SEEKABLE],Po=["Enter"," "],Il="&nbsp;/&nbsp;",Oa=(t,{timesSep:e=Il}={})=>{var i,r;let a=(i=t.mediaCurrentTime)!=null?i:0,[,s]=(r=t.mediaSeekable)!=null?r:[],n=0;Number.isFinite(t.mediaDuration)?n=t.mediaDuration:Number.isFinite(s)&&(n=s);let d=t.remaining?rt(0-(n-a)):rt(a);return t.showDuration?`${d}${e}${rt(n)}`:d},Sl=t=>{var e;let i=t.mediaCurrentTime,[,r]=(e=t.mediaSeekable)!=null?e:[],a=null;if(Number.isFinite(t.mediaDuration)?a=t.mediaDuration:Number.isFinite(r)&&(a=r),i==null||a===null){t.setAttribute("aria-description",g("video not loaded, unknown time."));return}let s=t.remaining?it(0-(a-i)):it(i);if(!t.showDuration){t.setAttribute("aria-description",s);return}let n=it(a),d=g("{currentTime} of {totalTime}",{currentTime:s,totalTime:n});t.setAttribute("aria-description",d)};function yl(t,e){return`
    <slot>${Oa(e)}</slot>
  `}var kl=t=>{t.setAttribute("aria-label",g("playback time"))},wr=class extends se{constructor(){super(),st(this,Na),st(this,kr),st(this,di),st(this,yr),st(this,Ut,void 0),st(this,ye,null),st(this,Mr,e=>{let{metaKey:i,altKey:r,key:a}=e;if(i||r||!Po.includes(a)){this.removeEventListener("keyup",Ee(this,ye));return}this.addEventListener("keyup",Ee(this,ye))}),Pa(this,Ut,this.shadowRoot.querySelector("slot")),Ee(this,Ut).innerHTML=`${Oa(this)}`}static get observedAttributes(){return[...super.observedAttributes,...Oo,"disabled"]}connectedCallback(){let{style:e}=C(this.shadowRoot,":host(:hover:not([notoggle]))");e.setProperty("cursor","var(--media-cursor, pointer)"),e.setProperty("background","var(--media-control-hover-background, rgba(50 50 70 / .7))"),this.setAttribute("aria-label",g("playback time")),Ve(this,di,Sr).call(this),super.connectedCallback()}toggleTimeDisplay(){this.noToggle||(this.hasAttribute("remaining")?this.removeAttribute("remaining"):this.setAttribute("remaining",""))}disconnectedCallback(){this.disable(),Ve(this,kr,Ha).call(this),super.disconnectedCallback()}attributeChangedCallback(e,i,r){kl(this),Oo.includes(e)?this.update():e==="disabled"&&r!==i?r==null?Ve(this,di,Sr).call(this):Ve(this,yr,Ua).call(this):e===$e.NO_TOGGLE&&r!==i&&(this.noToggle?Ve(this,yr,Ua).call(this):Ve(this,di,Sr).call(this)),super.attributeChangedCallback(e,i,r)}enable(){this.noToggle||(this.tabIndex=0)}disable(){this.tabIndex=-1}get remaining(){return A(this,$e.REMAINING)}set remaining(e){T(this,$e.REMAINING,e)}get showDuration(){return A(this,$e.SHOW_DURATION)}set showDuration(e){T(this,$e.SHOW_DURATION,e)}get noToggle(){return A(this,$e.NO_TOGGLE)}set noToggle(e){T(this,$e.NO_TOGGLE,e)}get mediaDuration(){return Q(this,o.MEDIA_DURATION)}set mediaDuration(e){z(this,o.MEDIA_DURATION,e)}get mediaCurrentTime(){return Q(this,o.MEDIA_CURRENT_TIME)}set mediaCurrentTime(e){z(this,o.MEDIA_CURRENT_TIME,e)}get mediaSeekable(){let e=this.getAttribute(o.MEDIA_SEEKABLE);if(e)return e.split(":").map(i=>+i)}set mediaSeekable(e){if(e==null){this.removeAttribute(o.MEDIA_SEEKABLE);return}this.setAttribute(o.MEDIA_SEEKABLE,e.join(":"))}update(){let e=Oa(this);Sl(this),e!==Ee(this,Ut).innerHTML&&(Ee(this,Ut).innerHTML=e)}};Ut=new WeakMap;ye=new WeakMap;Mr=new WeakMap;Na=new WeakSet;xo=function(){Ee(this,ye)||(Pa(this,ye,t=>{let{key:e}=t;if(!Po.includes(e)){this.removeEventListener("keyup",Ee(this,ye));return}this.toggleTimeDisplay()}),this.addEventListener("keydown",Ee(this,Mr)),this.addEventListener("click",this.toggleTimeDisplay))};kr=new WeakSet;Ha=function(){Ee(this,ye)&&(this.removeEventListener("keyup",Ee(this,ye)),this.removeEventListener("keydown",Ee(this,Mr)),this.removeEventListener("click",this.toggleTimeDisplay),Pa(this,ye,null))};di=new WeakSet;Sr=function(){!this.noToggle&&!this.hasAttribute("disabled")&&(this.setAttribute("role","button"),this.enable(),Ve(this,Na,xo).call(this))};yr=new WeakSet;Ua=function(){this.removeAttribute("role"),this.disable(),Ve(this,kr,Ha).call(this)};wr.getSlotTemplateHTML=yl;l.customElements.get("media-time-display")||l.customElements.define("media-time-display",wr);var No=`<svg aria-hidden="true" viewBox="0 0 28 24">
  <path d="M24 3H4a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h20a1 1 0 0 0 1-1V4a1 1 0 0 0-1-1Zm-1 16H5V5h18v14Zm-3-8h-7v5h7v-5Z"/>
</svg>`;function wl(t){return`
    <style>
      :host([${o.MEDIA_IS_PIP}]) slot[name=icon] slot:not([name=exit]) {
        display: none !important;
      }

      :host(:not([${o.MEDIA_IS_PIP}])) slot[name=icon] slot:not([name=enter]) {
        display: none !important;
      }

      :host([${o.MEDIA_IS_PIP}]) slot[name=tooltip-enter],
      :host(:not([${o.MEDIA_IS_PIP}])) slot[name=tooltip-exit] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="enter">${No}</slot>
      <slot name="exit">${No}</slot>
    </slot>
  `}function Ml(){return`
    <slot name="tooltip-enter">${g("Enter picture in picture mode")}</slot>
    <slot name="tooltip-exit">${g("Exit picture in picture mode")}</slot>
  `}var Ho=t=>{let e=t.mediaIsPip?g("exit picture in picture mode"):g("enter picture in picture mode");t.setAttribute("aria-label",e)},ui=class extends q{static get observedAttributes(){return[...super.observedAttributes,o.MEDIA_IS_PIP,o.MEDIA_PIP_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),Ho(this)}attributeChangedCallback(e,i,r){super.attributeChangedCallback(e,i,r),e===o.MEDIA_IS_PIP&&Ho(this)}get mediaPipUnavailable(){return D(this,o.MEDIA_PIP_UNAVAILABLE)}set mediaPipUnavailable(e){L(this,o.MEDIA_PIP_UNAVAILABLE,e)}get mediaIsPip(){return A(this,o.MEDIA_IS_PIP)}set mediaIsPip(e){T(this,o.MEDIA_IS_PIP,e)}handleClick(){let e=this.mediaIsPip?h.MEDIA_EXIT_PIP_REQUEST:h.MEDIA_ENTER_PIP_REQUEST;this.dispatchEvent(new l.CustomEvent(e,{composed:!0,bubbles:!0}))}};ui.getSlotTemplateHTML=wl;ui.getTooltipContentHTML=Ml;l.customElements.get("media-pip-button")||l.customElements.define("media-pip-button",ui);var Bo=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},Ll=(t,e,i)=>(Bo(t,e,"read from private field"),i?i.call(t):e.get(t)),Rl=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Dl=(t,e,i,r)=>(Bo(t,e,"write to private field"),r?r.call(t,i):e.set(t,i),i),Lr,Cl=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M16 3v2.5h3.5V9H22V3h-6ZM4 9h2.5V5.5H10V3H4v6Zm15.5 9.5H16V21h6v-6h-2.5v3.5ZM6.5 15H4v6h6v-2.5H6.5V15Z"/>
</svg>`,Ul=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M18.5 6.5V3H16v6h6V6.5h-3.5ZM16 21h2.5v-3.5H22V15h-6v6ZM4 17.5h3.5V21H10v-6H4v2.5Zm3.5-11H4V9h6V3H7.5v3.5Z"/>
</svg>`;function Ol(t){return`
    <style>
      :host([${o.MEDIA_IS_FULLSCREEN}]) slot[name=icon] slot:not([name=exit]) {
        display: none !important;
      }

      
      :host(:not([${o.MEDIA_IS_FULLSCREEN}])) slot[name=icon] slot:not([name=enter]) {
        display: none !important;
      }

      :host([${o.MEDIA_IS_FULLSCREEN}]) slot[name=tooltip-enter],
      :host(:not([${o.MEDIA_IS_FULLSCREEN}])) slot[name=tooltip-exit] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="enter">${Cl}</slot>
      <slot name="exit">${Ul}</slot>
    </slot>
  `}function xl(){return`
    <slot name="tooltip-enter">${g("Enter fullscreen mode")}</slot>
    <slot name="tooltip-exit">${g("Exit fullscreen mode")}</slot>
  `}var Fo=t=>{let e=t.mediaIsFullscreen?g("exit fullscreen mode"):g("enter fullscreen mode");t.setAttribute("aria-label",e)},ci=class extends q{constructor(){super(...arguments),Rl(this,Lr,null)}static get observedAttributes(){return[...super.observedAttributes,o.MEDIA_IS_FULLSCREEN,o.MEDIA_FULLSCREEN_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),Fo(this)}attributeChangedCallback(e,i,r){super.attributeChangedCallback(e,i,r),e===o.MEDIA_IS_FULLSCREEN&&Fo(this)}get mediaFullscreenUnavailable(){return D(this,o.MEDIA_FULLSCREEN_UNAVAILABLE)}set mediaFullscreenUnavailable(e){L(this,o.MEDIA_FULLSCREEN_UNAVAILABLE,e)}get mediaIsFullscreen(){return A(this,o.MEDIA_IS_FULLSCREEN)}set mediaIsFullscreen(e){T(this,o.MEDIA_IS_FULLSCREEN,e)}handleClick(e){Dl(this,Lr,e);let i=Ll(this,Lr)instanceof PointerEvent,r=this.mediaIsFullscreen?new l.CustomEvent(h.MEDIA_EXIT_FULLSCREEN_REQUEST,{composed:!0,bubbles:!0}):new l.CustomEvent(h.MEDIA_ENTER_FULLSCREEN_REQUEST,{composed:!0,bubbles:!0,detail:i});this.dispatchEvent(r)}};Lr=new WeakMap;ci.getSlotTemplateHTML=Ol;ci.getTooltipContentHTML=xl;l.customElements.get("media-fullscreen-button")||l.customElements.define("media-fullscreen-button",ci);
