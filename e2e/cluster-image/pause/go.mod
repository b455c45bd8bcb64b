module culvert.dev/cluster-image/pause

go 1.24.0
