(module
  (memory (export "memory") 1)
  ;; First i in [from, to) where byte i is a1 or a2 and byte i + d is b1 or b2, or where `\u00` begins with a digit 2 to 7
  ;; behind it: a letter of ASCII written as an escape. `to` when there is none. Reads up to 16 + d bytes behind `to`.
  (func (export "next") (param $i i32) (param $to i32) (param $a1 i32) (param $a2 i32) (param $b1 i32) (param $b2 i32) (param $d i32) (result i32)
    (local $va1 v128) (local $va2 v128) (local $vb1 v128) (local $vb2 v128) (local $slash v128) (local $zero v128)
    (local $here v128) (local $mask i32) (local $at i32)
    (local.set $va1 (i8x16.splat (local.get $a1)))
    (local.set $va2 (i8x16.splat (local.get $a2)))
    (local.set $vb1 (i8x16.splat (local.get $b1)))
    (local.set $vb2 (i8x16.splat (local.get $b2)))
    (local.set $slash (i8x16.splat (i32.const 92)))
    (local.set $zero (i8x16.splat (i32.const 48)))
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
            (i8x16.eq (v128.load offset=2 (local.get $i)) (local.get $zero))))))
        (loop $bits
          (if (local.get $mask)
            (then
              (local.set $at (i32.add (local.get $i) (i32.ctz (local.get $mask))))
              (br_if $end (i32.ge_s (local.get $at) (local.get $to)))
              (local.set $mask (i32.and (local.get $mask) (i32.sub (local.get $mask) (i32.const 1))))
              ;; A backslash that is no such escape, and no candidate either, is passed over.
              (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 92)) (then (return (local.get $at))))
              (br_if $bits (i32.or
                (i32.ne (i32.load8_u offset=1 (local.get $at)) (i32.const 117))
                (i32.or
                  (i32.ne (i32.load8_u offset=3 (local.get $at)) (i32.const 48))
                  (i32.gt_u (i32.sub (i32.load8_u offset=4 (local.get $at)) (i32.const 50)) (i32.const 5)))))
              (return (local.get $at)))))
        (local.set $i (i32.add (local.get $i) (i32.const 16)))
        (br $blocks)))
    (local.get $to)))
