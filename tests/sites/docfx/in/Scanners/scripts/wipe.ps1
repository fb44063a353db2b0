# wipe
Reset-Scanner -Glass
