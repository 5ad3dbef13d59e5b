using System.Globalization;
using Petuum.Lab.Grains.Benchmarks;

switch (args)
{
    case ["rows"]:
        await ThroughputBenchmark.RunAsync(Console.Out);
        return 0;
    case ["memory"]:
        await ThroughputBenchmark.RunMemoryAsync(Console.Out);
        return 0;
    case ["silo", string index]:
        await Silos.ServeAsync(int.Parse(index, CultureInfo.InvariantCulture));
        return 0;
    default:
        Console.Error.WriteLine(
            """
            usage: Petuum.Lab.Grains.Benchmarks NAME
              rows     rows a second through grains, within a silo and between processes, beside Redis
              memory   memory after few and after many clocks
            """);
        return 1;
}
