#!/bin/sh
# Stands in for `rpicam-still --signal`: slow to start, one picture per SIGUSR1, metadata beside it, the errors of
# libcamera. A shell script, because Node answers SIGUSR1 itself before a program can.
folder=$1; shift
printf '%s\n' "$@" >"$folder/rpicam-args.new"; mv "$folder/rpicam-args.new" "$folder/rpicam-args.txt"
shutter=12000 gain=2.5 awbgains=1.9,1.4 lens=1.25
while [ $# -gt 0 ]; do
  case $1 in
    --output) output=$2 ;; --metadata) metadata=$2 ;; --shutter) shutter=$2 ;; --gain) gain=$2 ;;
    --awbgains) awbgains=$2 ;; --lens-position) lens=$2 ;; --signal) signal=yes ;; --nopreview) quiet=yes ;;
  esac
  shift
done
give() { echo "ERROR: *** $1 ***" >&2; exit 255; }
[ -n "$output" ] && [ -n "$metadata" ] && [ "$signal$quiet" = yesyes ] || give "unrecognised option"
[ -e "$folder/unplugged" ] && give "no cameras available"
[ -e "$folder/busy" ] && give "failed to acquire camera /base/soc/i2c0mux"

# Until here SIGUSR1 ends the program, as it ends the real one before its sensor runs.
sleep 0.05
wanted=0 shot=0
trap 'wanted=$((wanted + 1))' USR1
trap 'exit 0' TERM
while :; do
  [ -e "$folder/unplugged" ] && give "the camera was disconnected: No such device"
  if [ "$wanted" -gt 0 ] && [ ! -e "$folder/stall" ]; then
    current=$folder/current.jpg
    [ -e "$folder/half.jpg" ] && current=$folder/half.jpg
    if [ -e "$current" ]; then
      printf '{"ExposureTime":%s,"AnalogueGain":%s,"ColourGains":[%s],"LensPosition":%s}' \
        "$shutter" "$gain" "$awbgains" "$lens" >"$metadata"
      cp "$current" "$(printf "$output" "$shot")"
      rm -f "$folder/half.jpg"
      wanted=$((wanted - 1)) shot=$((shot + 1))
    fi
  fi
  sleep 0.01
done
