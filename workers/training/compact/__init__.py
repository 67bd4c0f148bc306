"""How the compact transformer is made: pretrained weights in, fewer layers and pieces, taught, squeezed."""
