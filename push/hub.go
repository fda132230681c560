package push

import _ "github.com/centrifugal/centrifuge" // pins the module until the hub is written
