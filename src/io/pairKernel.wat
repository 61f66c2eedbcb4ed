(module
  (memory (export "memory") 1)
  ;; First i in [from, to) where byte i is a1 or a2 and byte i + d is b1 or b2, or where `\u` begins and byte i + e is e1 or
  ;; e2: a digit of an escape. `to` when there is none. Reads up to 16 + d or 16 + e bytes behind `to`.
  (func (export "next") (param $i i32) (param $to i32) (param $a1 i32) (param $a2 i32) (param $b1 i32) (param $b2 i32) (param $d i32) (param $e1 i32) (param $e2 i32) (param $e i32) (result i32)
    (local $va1 v128) (local $va2 v128) (local $vb1 v128) (local $vb2 v128) (local $slash v128) (local $ve1 v128) (local $ve2 v128)
    (local $here v128) (local $mask i32) (local $at i32)
    (local.set $va1 (i8x16.splat (local.get $a1)))
    (local.set $va2 (i8x16.splat (local.get $a2)))
    (local.set $vb1 (i8x16.splat (local.get $b1)))
    (local.set $vb2 (i8x16.splat (local.get $b2)))
    (local.set $slash (i8x16.splat (i32.const 92)))
    (local.set $ve1 (i8x16.splat (local.get $e1)))
    (local.set $ve2 (i8x16.splat (local.get $e2)))
    (block $end
      (loop $blocks
        (br_if $end (i32.ge_s (local.get $i) (local.get $to)))
        (local.set $here (v128.load (local.get $i)))
        (local.set $mask (i8x16.bitmask (v128.or
          (v128.and
            (v128.or (i8x16.eq (local.get $here) (local.get $va1)) (i8x16.eq (local.get $here) (local.get $va2)))
            (v128.or
              (i8x16.eq (v128.load (i32.add (local.get $i) (local.get $d))) (local.get $vb1))
              (i8x16.eq (v128.load (i32.add (local.get $i) (local.get $d))) (local.get $vb2))))
          (v128.and
            (i8x16.eq (local.get $here) (local.get $slash))
            (v128.or
              (i8x16.eq (v128.load (i32.add (local.get $i) (local.get $e))) (local.get $ve1))
              (i8x16.eq (v128.load (i32.add (local.get $i) (local.get $e))) (local.get $ve2)))))))
        (loop $bits
          (if (local.get $mask)
            (then
              (local.set $at (i32.add (local.get $i) (i32.ctz (local.get $mask))))
              (br_if $end (i32.ge_s (local.get $at) (local.get $to)))
              (local.set $mask (i32.and (local.get $mask) (i32.sub (local.get $mask) (i32.const 1))))
              ;; A backslash that begins no such escape, and no candidate either, is passed over.
              (br_if $bits (i32.and
                (i32.eq (i32.load8_u (local.get $at)) (i32.const 92))
                (i32.ne (i32.load8_u offset=1 (local.get $at)) (i32.const 117))))
              (return (local.get $at)))))
        (local.set $i (i32.add (local.get $i) (i32.const 16)))
        (br $blocks)))
    (local.get $to)))
