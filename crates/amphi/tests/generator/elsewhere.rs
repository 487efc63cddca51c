//! Yielding from a task that the generator starts.

use amphi::{Generator, Handle, Resumed};

use crate::ground::{MOMENT, everywhere, in_tasks};

#[test]
fn b109_a_task_yields_for_the_generator() {
    in_tasks(|handle| async move {
        let mut generator = Generator::new(|co| async move {
            let task = Handle::current().spawn(async move {
                let mut answers = vec![co.received().expect("the first")];
                for number in 1..50 {
                    if number % 10 == 0 {
                        amphi::sleep(MOMENT).await;
                    }
                    answers.push(co.yield_(number).await);
                }
                answers
            });
            task.await.unwrap()
        });
        for number in 1..50 {
            let resumed = generator.resume(number * 10).await;
            assert_eq!(resumed, Ok(Resumed::Yielded(number)), "{handle:?}");
        }
        let answers: Vec<u32> = (1..=50).map(|number| number * 10).collect();
        let resumed = generator.resume(500).await;
        assert_eq!(resumed, Ok(Resumed::Complete(answers)));
    });
}

#[test]
fn b109_several_tasks_yield_and_nothing_is_lost() {
    in_tasks(|_| async move {
        let mut generator = Generator::new(|co| async move {
            let co = std::sync::Arc::new(co);
            let tasks: Vec<_> = (0..4_u32)
                .map(|task| {
                    let co = co.clone();
                    amphi::spawn(async move {
                        for number in 0..25 {
                            let item = task * 100 + number;
                            // Sent back, to the one that yielded it.
                            let sent: u32 = co.yield_(item).await;
                            assert_eq!(sent, item);
                        }
                    })
                })
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
        });
        let mut items = Vec::new();
        let mut last = 0;
        while let Resumed::Yielded(item) = generator.resume(last).await.unwrap() {
            items.push(item);
            last = item;
        }
        items.sort_unstable();
        let expected = (0..4).flat_map(|task| (0..25).map(move |number| task * 100 + number));
        assert!(items.into_iter().eq(expected));
    });
}

#[test]
fn b109_yielding_to_a_generator_that_has_gone_panics() {
    everywhere(|handle| {
        let (sender, task) = std::sync::mpsc::channel();
        let mut generator = Generator::new(|co| async move {
            let endless = amphi::spawn(async move {
                loop {
                    co.yield_(1).await;
                }
            });
            sender.send(endless).unwrap();
            std::future::pending::<()>().await;
        });
        assert_eq!(generator.resume_blocking(()), Ok(Resumed::Yielded(1)));
        drop(generator);
        let endless: amphi::JoinHandle<()> = task.recv().unwrap();
        let raised = handle.block_on(endless).unwrap_err().into_panic();
        let text = raised.downcast::<&str>().unwrap();
        assert!(text.contains("has ended"), "{text}");
    });
}
