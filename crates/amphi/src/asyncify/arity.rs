//! [`for_each_arity`]: functions of up to twelve arguments.

/// Calls a macro with the names of no argument, of one, and so on to twelve.
macro_rules! for_each_arity {
    ($arity:ident) => {
        $arity!();
        $arity!(A1);
        $arity!(A1 A2);
        $arity!(A1 A2 A3);
        $arity!(A1 A2 A3 A4);
        $arity!(A1 A2 A3 A4 A5);
        $arity!(A1 A2 A3 A4 A5 A6);
        $arity!(A1 A2 A3 A4 A5 A6 A7);
        $arity!(A1 A2 A3 A4 A5 A6 A7 A8);
        $arity!(A1 A2 A3 A4 A5 A6 A7 A8 A9);
        $arity!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10);
        $arity!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11);
        $arity!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12);
    };
}

pub(super) use for_each_arity;
