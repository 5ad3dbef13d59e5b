using Petuum.Lab.Benchmarks;

switch (args)
{
    case ["simulator"]:
        SimulatorBenchmark.Run(Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("usage: Petuum.Lab.Benchmarks simulator   (messages per second of the simulator)");
        return 1;
}
