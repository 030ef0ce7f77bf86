# Writes OUTPUT, a C file with the style sheet STYLE as a text.
file(READ "${STYLE}" bytes HEX)
string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
file(WRITE "${OUTPUT}" "#include \"html_style.h\"\nconst char cp_html_style[] = {${bytes}0};\n")
