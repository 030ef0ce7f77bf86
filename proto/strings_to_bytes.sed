# Derives the copy of the contract that protobuf-c compiles; the wire format is the same.
# Why: docs/decisions/0001-strings-decoded-as-bytes.md.
s/^\( *\)string /\1bytes /
s/^\( *\)RetractedEvent retracted = /\1bytes retracted = /
