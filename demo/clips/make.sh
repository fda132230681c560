#!/bin/sh
# Makes the three clips of the demo: sixteen seconds each, as an encoder sends
# them, so that publish.go can play them over and over. Needs ffmpeg with libx264 and the DejaVu fonts (Debian: ffmpeg
# fonts-dejavu-core). The same ffmpeg gives the same bytes.
#
#   sh demo/clips/make.sh
#
# A key frame each two seconds, as we ask of encoders. With the one that the
# encoder puts first, the sound is 750 AAC frames of 1024, 16 s at 48 kHz, as
# long as the picture: publish.go adds 16 s a loop, and nothing overlaps or is
# missing. All motion has a period that divides 16 s: the loop shows no jump but
# the clock's.
set -eu
cd "$(dirname "$0")"
sans=${SANS:-/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf}
mono=${MONO:-/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf}
clock=$(mktemp)
trap 'rm -f "$clock"' EXIT
printf '%s' '%{pts:gmtime:0:%M\:%S}' >"$clock" # a file, for one level of quoting less

# clip NAME TONE_HZ INPUTS FILTER: INPUTS are lavfi sources, FILTER ends in [v].
clip() {
	name=$1 tone=$2 inputs=$3 filter=$4
	n=$(echo "$inputs" | tr -cd '|' | wc -c)
	args=
	old=$IFS; IFS='|'
	for source in $inputs; do args="$args -f lavfi -i $source"; done
	IFS=$old
	# shellcheck disable=SC2086 # the sources have no spaces
	ffmpeg -y -hide_banner -loglevel warning -nostdin $args \
		-f lavfi -i "sine=frequency=$tone:sample_rate=48000,tremolo=f=0.5:d=0.6,volume=0.06,atrim=end_sample=766976" \
		-filter_complex "$filter" -map '[v]' -map "$((n + 1)):a" -t 16 \
		-c:v libx264 -preset veryslow -crf 27 -profile:v main -pix_fmt yuv420p -threads 1 \
		-bf 0 -g 50 -keyint_min 50 -sc_threshold 0 \
		-c:a aac -b:a 32k -ac 1 \
		-map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact \
		-f flv "$name.flv"
}

# words NAME COLOUR: the stage's name, the conference's and a running clock.
words() {
	echo "drawtext=fontfile=$sans:text='$1':fontcolor=white:fontsize=84:x=56:y=64,\
drawtext=fontfile=$sans:text='Hexagon Conf (demo)':fontcolor=0xb0b3b9:fontsize=26:x=60:y=168,\
drawtext=fontfile=$mono:textfile=$clock:fontcolor=$2:fontsize=44:x=w-tw-56:y=h-th-48"
}

# The Great Hall: a pool of light that walks across the floor.
clip hall 220 \
	"color=c=0x101113:s=960x540:r=25|color=c=0x56acf0:s=420x110:r=25|color=c=0x0f202e:s=960x150:r=25" \
	"[1]format=yuva420p,geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='255*clip(60*(1-hypot((X-W/2)/(W/2),(Y-H/2)/(H/2))),0,1)',trim=end_frame=1,loop=-1:1:0,setpts=N/25/TB[pool];\
[0][2]overlay=0:390[floor];[floor][pool]overlay=x='(W-w)/2+270*sin(2*PI*t/16)':y='300+24*sin(2*PI*t/8)',$(words 'Great Hall' 0x56acf0),format=yuv420p[v]"

# The Foundry: hammers that rise and fall, each at its own time.
hammers='' last='[0]' i=0
for period in 4 8 3.2 16 2 5.3333333; do
	i=$((i + 1))
	hammers="$hammers$last[$i]overlay=x=$((56 + (i - 1) * 108)):y='360+80*sin(2*PI*t/$period+$i)'[h$i];"
	last="[h$i]"
done
bar='color=c=0xec79a9:s=84x320:r=25'
dim='color=c=0x5a2c40:s=84x320:r=25'
clip foundry 330 \
	"color=c=0x2b171f:s=960x540:r=25|$bar|$dim|$bar|$dim|$bar|$dim" \
	"$hammers$last$(words Foundry 0xec79a9),format=yuv420p[v]"

# The Attic: a window of light that crosses the boards.
clip attic 440 \
	"color=c=0x0d1712:s=960x540:r=25|color=c=0x4fb477:s=150x210:r=25|color=c=0x1d3a2a:s=960x6:r=25" \
	"[2]split=3[b1][b2][b3];[0][b1]overlay=0:380[a1];[a1][b2]overlay=0:430[a2];[a2][b3]overlay=0:480[boards];\
[boards][1]overlay=x='(W-w)/2-300*cos(2*PI*t/16)':y='190+30*cos(2*PI*t/4)',$(words Attic 0x4fb477),format=yuv420p[v]"

du -bc ./*.flv | tail -n 1
