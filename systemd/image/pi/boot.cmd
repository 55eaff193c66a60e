# Of U-Boot, where a board has no UEFI of its own: boots the first root of `order` that is kept or has boots left, and
# counts down those of one on trial before it is booted. Made into boot.scr by systemd/image/build; slots.env is written by
# the unit too (usr/lib/outrider/slot). Without a slots.env that can be read the two roots are tried as they lie.
setenv order "a b"
setenv left_a kept
setenv left_b kept
setenv from ${devtype} ${devnum}:${distro_bootpart}
if load ${from} ${scriptaddr} slots.env; then
  setenv left_b 0
  env import -t ${scriptaddr} ${filesize} order left_a left_b
fi
setenv chosen
setenv counted
for slot in ${order}; do
  if test -n "${chosen}"; then
    true
  elif test "${slot}" = a && test "${left_a}" != 0; then
    setenv chosen a
    if test "${left_a}" != kept; then setexpr left_a ${left_a} - 1; setenv counted yes; fi
  elif test "${slot}" = b && test "${left_b}" != 0; then
    setenv chosen b
    if test "${left_b}" != kept; then setexpr left_b ${left_b} - 1; setenv counted yes; fi
  fi
done
if test -z "${chosen}"; then
  echo "outrider: no root is good"
  sleep 10
  reset
fi
if test -n "${counted}"; then
  env export -t ${scriptaddr} order left_a left_b
  fatwrite ${from} ${scriptaddr} slots.env ${filesize}
fi
echo "outrider: root ${chosen}"
setenv bootargs "root=PARTLABEL=root-${chosen} rauc.slot=${chosen} rootfstype=squashfs ro quiet loglevel=3 panic=10 systemd.firstboot=off systemd.getty_auto=no rd.shell=0"
setenv board ${fdtcontroladdr}
if test -n "${fdt_addr}"; then setenv board ${fdt_addr}; fi # as the firmware has filled it in
load ${from} ${kernel_addr_r} ${chosen}/vmlinuz && load ${from} ${ramdisk_addr_r} ${chosen}/initrd.img && booti ${kernel_addr_r} ${ramdisk_addr_r}:${filesize} ${board}
echo "outrider: root ${chosen} does not boot"
sleep 10
reset
