"""From the bytes of a member's file to rows that can be checked: gate, table, mapping."""
