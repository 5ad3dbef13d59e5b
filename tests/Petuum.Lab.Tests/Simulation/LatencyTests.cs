using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Simulation;
using Petuum.Lab.Simulation.Engine;
using Petuum.Lab.Testing.Programs;

namespace Petuum.Lab.Tests.Simulation;

public class LatencyTests
{
    private const int Draws = 40_000;

    private static readonly JobPlan Plan = Toys.Plan(new EmptyProgram(), new Asp(), workers: 3, clocks: 1);

    public static TheoryData<LatencyModel, double, double> Models => new()
    {
        { new ConstantLatency(70), 70, 0 },
        { new UniformLatency(50, 150), 100, 29.2 },
        { new ExponentialLatency(20, 100), 100, 80 },
        { new LogNormalLatency(100, 0.5), 100, 53.3 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Latency_HasItsMeanAndItsSpread(LatencyModel model, double mean, double deviation)
    {
        Pcg32 generator = new Seed(5).CreateGenerator();
        double sum = 0;
        double squares = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            double latency = model.DrawMicros(generator);
            Assert.True(latency >= 0);
            sum += latency;
            squares += latency * latency;
        }

        double measured = sum / Draws;
        Assert.Equal(mean, measured, tolerance: 0.015 * mean);
        double variance = Math.Max(0, (squares / Draws) - (measured * measured));
        Assert.Equal(deviation, Math.Sqrt(variance), tolerance: 0.04 * mean);
    }

    [Fact]
    public void UniformLatency_ReachesBothBoundsAndNoFurther()
    {
        Pcg32 generator = new Seed(6).CreateGenerator();
        long[] draws = [.. Enumerable.Range(0, 2_000).Select(_ => new UniformLatency(7, 11).DrawMicros(generator))];
        Assert.Equal((7, 11), (draws.Min(), draws.Max()));
    }

    [Fact]
    public void Draws_OfOneChannel_DoNotMoveThoseOfAnother()
    {
        long[] alone = Latencies(new WorkerId(0), new ShardId(1), disturbances: 0);
        Assert.Equal(alone, Latencies(new WorkerId(0), new ShardId(1), disturbances: 3));
        Assert.NotEqual(alone, Latencies(new ShardId(1), new WorkerId(0), disturbances: 0));
        Assert.NotEqual(alone, Latencies(new WorkerId(1), new ShardId(1), disturbances: 0));
        Assert.NotEqual(alone, Latencies(new WorkerId(0), new ShardId(0), disturbances: 0));
    }

    [Fact]
    public void Channels_AreAllDifferent_AndWithinTheirNumber()
    {
        Topology topology = new(Plan, ShardPlacement.OnWorkers);
        Endpoint[] workers = [new WorkerId(0), new WorkerId(1), new WorkerId(2)];
        Endpoint[] shards = [new ShardId(0), new ShardId(1)];
        List<int> channels = [];
        foreach (Endpoint client in workers.Append(Endpoint.Scheduler))
        {
            foreach (Endpoint server in shards.Append(Endpoint.Scheduler).Where(server => server != client))
            {
                channels.Add(topology.ChannelOf(client, server));
                channels.Add(topology.ChannelOf(server, client));
            }
        }

        Assert.Equal(channels.Count, channels.Distinct().Count());
        Assert.All(channels, channel => Assert.InRange(channel, 0, topology.Channels - 1));
    }

    private static long[] Latencies(Endpoint from, Endpoint to, int disturbances)
    {
        Topology topology = new(Plan, ShardPlacement.Dedicated);
        NetworkModel model = Toys.Options.Network with { Latency = new UniformLatency(0, 1_000_000), Ordered = false };
        Network network = new(model, topology, new Seed(7));
        long[] latencies = new long[20];
        for (int index = 0; index < latencies.Length; index++)
        {
            for (int disturbance = 0; disturbance < disturbances; disturbance++)
            {
                network.Send(0, new WorkerId(2), new ShardId(disturbance % 2), host: 2, busyNanos: 0);
            }

            latencies[index] = network.Send(0, from, to, topology.HostOf(topology.MachineOf(from)), busyNanos: 0);
        }

        return latencies;
    }
}
