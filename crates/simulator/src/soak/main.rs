//! The long form of everything that is shown by faults.

use clap::Parser;

#[derive(Parser)]
struct Arguments {
    /// First seed.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Number of seeds.
    #[arg(long, default_value_t = 100)]
    seeds: u64,
    /// Hunt for planted bugs instead.
    #[arg(long)]
    plants: Option<String>,
    /// Print what happens.
    #[arg(long)]
    aloud: bool,
}

fn main() {
    let arguments = Arguments::parse();
    if let Some(name) = arguments.plants {
        for plant in simulator::plants::PLANTS
            .iter()
            .filter(|plant| name == "all" || name.split(',').any(|n| n == plant.name))
        {
            let begun = std::time::Instant::now();
            println!(
                "{} {:?} {:.0} s",
                plant.name,
                simulator::plants::hunt(plant, arguments.seeds),
                begun.elapsed().as_secs_f64()
            );
        }
        return;
    }
    let begun = std::time::Instant::now();
    let mut failed = 0;
    let mut edits = 0;
    for seed in arguments.from..arguments.from + arguments.seeds {
        let outcome = simulator::run(seed, arguments.aloud);
        edits += outcome.edits;
        if let Some(broken) = outcome.broken {
            failed += 1;
            println!("seed {seed}: {broken}");
        }
    }
    println!(
        "{failed} of {} failed, {edits} edits, {:.1} s",
        arguments.seeds,
        begun.elapsed().as_secs_f64()
    );
}
