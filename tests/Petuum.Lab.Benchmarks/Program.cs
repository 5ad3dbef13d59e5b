using Petuum.Lab.Benchmarks;

switch (args)
{
    case ["simulator"]:
        SimulatorBenchmark.Run(Console.Out);
        return 0;
    case ["checkers"]:
        CheckerBenchmark.Run(Console.Out);
        return 0;
    default:
        Console.Error.WriteLine(
            "usage: Petuum.Lab.Benchmarks simulator|checkers   (messages per second; what checkers cost)");
        return 1;
}
