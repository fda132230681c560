#!/bin/sh
# Makes the slate: four seconds of an empty stage, one flat pool of light on a
# dark house, and silence. No word stands on it: the page says, in the viewer's
# language, why there is no picture. Needs ffmpeg with libx264. The same ffmpeg
# gives the same bytes.
#
#   sh live/program/slate/make.sh
#
# One size is enough. Where the slate begins and ends there is a discontinuity
# with an initialization segment of its own, at which every player takes another
# size; the page holds the picture's frame at 16:9. A key frame each second lets
# who comes in during a gap see it at once. The main profile without B-frames
# plays everywhere, and decodes in the order in which it is shown.
set -eu
cd "$(dirname "$0")"

# The ellipse is where the page draws its own pool: 21 % from the sides, from
# 79 % to 93 % of the height, its edge softened by one pixel. From #101113 to
# #2b2d31.
pool="clip((1-hypot((X-640)/371.2,(Y-619.2)/50.4))*50.4+0.5,0,1)"
ffmpeg -hide_banner -loglevel warning -nostdin -y \
	-f lavfi -i "color=c=0x101113:s=1280x720:r=30,format=gbrp" \
	-f lavfi -i "anullsrc=sample_rate=48000:channel_layout=stereo" \
	-filter_complex "[0]trim=end_frame=1,geq=r='16+27*$pool':g='17+28*$pool':b='19+30*$pool',\
scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,loop=-1:1:0,setpts=N/30/TB[v]" -map '[v]' -map 1:a -t 4 \
	-c:v libx264 -preset veryslow -crf 20 -profile:v main -threads 1 \
	-bf 0 -g 30 -keyint_min 30 -sc_threshold 0 -x264-params "nal-hrd=none:aud=0" \
	-color_primaries bt709 -color_trc bt709 -colorspace bt709 \
	-c:a aac -b:a 32k -ac 2 \
	-map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact \
	-flvflags no_duration_filesize \
	-f flv 1280x720.flv
wc -c 1280x720.flv
