"""How the compact transformer is made: a teacher of pretrained layers, its student, weights in int8."""
